import { formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type { ConfigFile, KeyPath } from "./ConfigFile.ts";
import type { DesiredPlugin } from "./DesiredPlugin.ts";
import { isOverlaid } from "./overlaySettings.ts";
import type { ParsedEntry } from "./parseEntry.ts";

export interface VariableContext {
  readonly file: ConfigFile;
  /** Of the entry. */
  readonly keys: KeyPath;
  /** What administrators changed of it. */
  readonly row: DesiredPlugin | undefined;
}

/** Throws CONFIG_VARIABLE_UNSET where an entry needs one. A disabled plugin's variables needn't be there. */
export function requireVariables(
  { request, unset }: ParsedEntry,
  { file, keys, row }: VariableContext,
): void {
  if (!request.enabled) return;
  const needed = unset.filter(({ path: [key, ...path] }) =>
    key === "pluginConfig"
      ? !row?.settings || !isOverlaid(path, row.settings)
      : key !== "package" || row?.reference === undefined,
  );
  const [missing] = needed;
  if (!missing) return;
  const place = file.place([...keys, ...missing.path]);
  const names = [...new Set(needed.map(({ name }) => name))].join(", ");
  throw new InstallerError(
    "CONFIG_VARIABLE_UNSET",
    `${request.text} needs the environment variable ${names}: ${formatPlace(place)}`,
    {
      hint: `Set ${names}, or give a default: \${${missing.name}:-default}.`,
      plugin: request.text,
      place,
    },
  );
}
