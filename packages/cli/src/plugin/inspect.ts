import {
  type InspectedArtifact,
  type InspectedPlugin,
  inspectPlugin,
} from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatRows, type Row } from "../line/formatRows.ts";
import { plain, shorten } from "../output/plainText.ts";
import {
  formatBytes,
  interruptible,
  machine,
  plainRegistries,
} from "./forFolders.ts";

const LONGEST_ANNOTATION = 80;

/** `flyloft plugin inspect` */
export function inspect(invocation: Invocation): Promise<number> {
  const { operands, output } = invocation;
  const [reference = ""] = operands;
  return interruptible(output, async (signal) => {
    const report = await inspectPlugin({
      ...machine(),
      reference,
      configDir: process.cwd(),
      insecureRegistries: plainRegistries(reference, invocation),
      signal,
    });
    output.tell(report, () => [
      ...(report.artifact ? describeArtifact(report.artifact) : []),
      ...report.packages.flatMap(describePackage),
    ]);
    return EXIT.done;
  });
}

function describeArtifact(artifact: InspectedArtifact): readonly string[] {
  const { digest, layers, annotations } = artifact;
  return [
    "artifact",
    ...formatRows([
      ["digest", digest],
      ...layers.map((layer): Row => [
        "layer",
        `${layer.digest} (${formatBytes(layer.bytes)}, ${plain(layer.mediaType)})`,
      ]),
      ...Object.entries(annotations).map(([name, value]): Row => [
        plain(name),
        shorten(plain(value), LONGEST_ANNOTATION),
      ]),
    ]),
    "",
  ];
}

function describePackage(found: InspectedPlugin): readonly string[] {
  const { parts, permissions, dependencies, configKeys } = found;
  const sides = Object.entries(parts).filter(([, isThere]) => isThere);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["title", found.title],
    ["description", found.description],
    ["parts", sides.map(([side]) => side).join(", ")],
    ["role", found.role],
    ["plugin id", found.pluginId],
    ["family", found.family.join(", ")],
    ["category", found.category],
    ["license", found.license],
    ["needs to be allowed", permissions.required.join(", ")],
    ["may be allowed", permissions.optional.join(", ")],
    [
      "expects",
      Object.entries(dependencies)
        .map(([name, range]) => `${name} ${range}`)
        .join(", "),
    ],
    ...configKeys.map(
      ({ key, type, visibility, description = "" }) =>
        ["setting", `${key} (${type}, ${visibility}) ${description}`] as const,
    ),
    ["content", `${found.files} files, ${formatBytes(found.bytes)}`],
    ["digest", found.digest],
  ];
  const told = rows.filter((row): row is Row => Boolean(row[1]));
  return [
    plain(`${found.name}@${found.version}`),
    ...formatRows(told.map(([name, text]): Row => [name, plain(text)])),
    "",
  ];
}
