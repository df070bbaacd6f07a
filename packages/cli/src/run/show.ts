import type { ManagedPlugin, VersionList } from "@flyloft/management";
import { describeSigner, isFlyloftError } from "@flyloft/plugin-core";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatState } from "../output/formatPlugins.ts";
import { formatReport } from "../output/formatReport.ts";
import type { Paint } from "../output/Paint.ts";
import { plain } from "../output/plainText.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";

const VERSIONS = 10;

/** `flyloft show` */
export async function show(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const client = connect(options);
  const plugin = await findPlugin(client, operands[0] ?? "");
  const params = { path: { name: plugin.name } };
  // The plugin is there, whether or not its source can be asked.
  const versions = await ask(
    client.GET("/plugins/{name}/versions", { params }),
  ).catch((error: unknown) => {
    if (!isFlyloftError(error)) throw error;
    return error;
  });
  const isKnown = !isFlyloftError(versions);
  output.tell({ ...plugin, versions: isKnown ? versions.items : null }, () => [
    ...describe(plugin, isKnown ? versions : undefined, output.paint),
    ...(isKnown
      ? []
      : [`  versions     not known: ${versions.code}: ${versions.message}`]),
  ]);
  return EXIT.done;
}

function describe(
  plugin: ManagedPlugin,
  versions: VersionList | undefined,
  paint: Paint,
): string[] {
  const { status, origin, permissions, parts } = plugin;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["state", formatState(plugin, paint)],
    ["version", plugin.version],
    ["description", plugin.description],
    ["author", plugin.author],
    ["license", plugin.license],
    ["homepage", plugin.homepage],
    ["category", plugin.category],
    ["id", plugin.pluginId],
    ["reference", plugin.reference],
    ["digest", plugin.digest],
    ["signed by", plugin.signer && describeSigner(plugin.signer)],
    [
      "parts",
      Object.entries(parts)
        .flatMap(([part, is]) => (is ? [part] : []))
        .join(", "),
    ],
    [
      "said by",
      origin.kind === "file" ? (origin.place?.file ?? "file") : origin.kind,
    ],
    ["locked", origin.isLocked ? "yes, by its file" : undefined],
    ["isolation", plugin.isolation?.inForce],
    ["permissions", permissions.required.join(", ")],
    ["optional", permissions.optional.join(", ")],
    ["granted", permissions.granted.join(", ")],
    [
      "versions",
      versions?.items.slice(0, VERSIONS).map(formatVersion).join(", "),
    ],
  ];
  return [
    paint.strong(plain(plugin.name)),
    ...rows
      .filter(([, value]) => value)
      .map(([key, value = ""]) =>
        key === "state"
          ? `  ${key.padEnd(11)}  ${value}`
          : `  ${key.padEnd(11)}  ${plain(value)}`,
      ),
    ...("reason" in status
      ? formatReport(status.reason).map((line) => `    ${line}`)
      : []),
    ...plugin.warnings.flatMap((warning) =>
      formatReport(warning).map((line) => `  ! ${line}`),
    ),
  ];
}

function formatVersion(version: VersionList["items"][number]): string {
  const marks = [
    ...(version.isCurrent ? ["installed"] : []),
    ...(version.isCompatible === false ? ["doesn't run here"] : []),
    ...(version.deprecated === undefined ? [] : ["deprecated"]),
  ];
  return marks.length === 0
    ? version.version
    : `${version.version} (${marks.join(", ")})`;
}
