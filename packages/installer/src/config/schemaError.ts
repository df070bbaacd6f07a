import { formatPlace, nearestName } from "@flyloft/plugin-core";
import type { ZodError } from "zod";
import { InstallerError } from "../errors.ts";
import type { ConfigFile, KeyPath } from "./ConfigFile.ts";
import { ISOLATION_KEYS } from "./isolationSchema.ts";
import { MANAGEMENT_KEYS } from "./managementSchema.ts";
import { MARKETPLACE_KEYS } from "./marketplaceSchema.ts";
import { NETWORK_KEYS } from "./networkSchema.ts";
import { REMOTES_KEYS } from "./remotesSchema.ts";
import { SIGNATURES_KEYS } from "./signaturesSchema.ts";

export interface SchemaErrorContext {
  readonly file: ConfigFile;
  /** Where the value that was checked stands. */
  readonly keys: KeyPath;
  readonly plugin?: string;
  /** Keys that the value may have. */
  readonly known: readonly string[];
}

/** By the path of the value, without places in lists. */
const NESTED_KEYS: Readonly<Record<string, readonly string[]>> = {
  isolation: ISOLATION_KEYS,
  remotes: REMOTES_KEYS,
  management: MANAGEMENT_KEYS,
  network: NETWORK_KEYS,
  ...MARKETPLACE_KEYS,
  ...SIGNATURES_KEYS,
};

/** CONFIG_SCHEMA for the first thing a schema found; an unknown key comes with the known one that is nearest. */
export function schemaError(
  error: ZodError,
  { file, keys, plugin, known: top }: SchemaErrorContext,
): InstallerError {
  // A key that is misspelt is missing as well.
  const issue =
    error.issues.find(({ code }) => code === "unrecognized_keys") ??
    error.issues[0];
  const path = (issue?.path ?? []).filter((key) => typeof key !== "symbol");
  const names = path.filter((key) => typeof key === "string");
  const known =
    NESTED_KEYS[names.join(".")] ?? NESTED_KEYS[names[0] ?? ""] ?? top;
  const unknown =
    issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const at = [...keys, ...path, ...(unknown === undefined ? [] : [unknown])];
  const place = file.place(at);
  const nearest =
    unknown === undefined ? undefined : nearestName(unknown, known);
  const what =
    unknown === undefined ? issue?.message : `unknown key \`${unknown}\``;
  return new InstallerError("CONFIG_SCHEMA", `${formatPlace(place)}: ${what}`, {
    hint: nearest
      ? `Did you mean \`${nearest}\`?`
      : `Known keys: ${known.join(", ")}.`,
    plugin,
    place,
  });
}
