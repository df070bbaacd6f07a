import { redact } from "@flyloft/plugin-core";
import { stringify } from "yaml";
import { formatPointer } from "../schemas/Pointer.ts";
import { type DesiredState, isSecretReference } from "./DesiredState.ts";
import { mapLeaves } from "./leaves.ts";

const HEAD = `# What administrators changed, as entries for dynamicPlugins.plugins of app-config.yaml. An entry for a plugin that
# a file has already takes that one's place; settings go over what the files say of the same keys.
`;

/** YAML. A secret becomes a variable's name, with the settings that it stands in. */
export function exportState({ rows }: DesiredState): string {
  if (rows.length === 0) return `${HEAD}# Nothing was changed.\n`;
  const plugins = rows.map(
    ({ key, name, reference, enabled, settings, with: along, isolation }) => ({
      package: redact(reference ?? fileReference(key) ?? name),
      ...(enabled !== undefined && { enabled }),
      ...(along && { with: along }),
      ...(isolation && { isolation }),
      ...(settings && {
        pluginConfig: mapLeaves(settings, (pointer, leaf) =>
          isSecretReference(leaf)
            ? `\${${variableFor(pointer)}}`
            : asText(leaf),
        ),
      }),
    }),
  );
  return HEAD + stringify({ dynamicPlugins: { plugins } });
}

/** Who may configure a plugin may not read variables: a file would take `${NAME}` for one. */
function asText(leaf: unknown): unknown {
  return typeof leaf === "string" ? leaf.replaceAll("${", () => "$${") : leaf;
}

/** Of an entry that a file has and that was only changed. */
function fileReference(key: string): string | undefined {
  const [, kind, rest] = /^(builtin|path|npm):(.+)$/.exec(key) ?? [];
  if (kind === "builtin") return `./dynamic-plugins/${rest}`;
  return rest;
}

/** `/todo/api/token` → `TODO_API_TOKEN` */
function variableFor(pointer: string): string {
  return formatPointer(pointer)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/_+$/, "")
    .toUpperCase();
}
