import { type Place, formatPlace, nearestName } from "@flyloft/plugin-core";
import type { ZodError } from "zod";
import { ConfigFile } from "../config/ConfigFile.ts";
import { InstallerError } from "../errors.ts";
import {
  CATALOG_KEYS,
  type CatalogPlugin,
  catalogDocumentSchema,
} from "./catalogSchema.ts";

/** The plugins of a catalog's document. `source` is its file or reference. Throws CONFIG_CATALOG_INVALID. */
export function parseCatalog(
  source: string,
  text: string,
): readonly CatalogPlugin[] {
  const file = parseYaml(source, text);
  const parsed = catalogDocumentSchema.safeParse(file.value([]) ?? null);
  if (!parsed.success) throw explain(parsed.error, file);
  const { plugins } = parsed.data;
  const names = new Set<string>();
  for (const [index, { name }] of plugins.entries()) {
    if (names.has(name)) {
      const place = file.place(["plugins", index, "name"]);
      throw catalogInvalid(place, `${name} is there twice`);
    }
    names.add(name);
  }
  return plugins;
}

function parseYaml(source: string, text: string): ConfigFile {
  try {
    return ConfigFile.parse(source, text);
  } catch (error) {
    if (!(error instanceof InstallerError)) throw error;
    const { message, hint, place } = error;
    const options = { hint, place, cause: error };
    throw new InstallerError("CONFIG_CATALOG_INVALID", message, options);
  }
}

function explain({ issues }: ZodError, file: ConfigFile): InstallerError {
  const issue =
    issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  const path = (issue?.path ?? []).filter((key) => typeof key !== "symbol");
  if (issue?.code !== "unrecognized_keys") {
    const what = issue?.message ?? "it is no catalog";
    return catalogInvalid(file.place(path), what);
  }
  const [unknown = ""] = issue.keys;
  const names = path.filter((key) => typeof key === "string").join(".");
  const known = CATALOG_KEYS[names] ?? [];
  const nearest = nearestName(unknown, known);
  return catalogInvalid(
    file.place([...path, unknown]),
    `unknown key \`${unknown}\``,
    nearest
      ? `Did you mean \`${nearest}\`?`
      : `Known keys: ${known.join(", ")}.`,
  );
}

/** CONFIG_CATALOG_INVALID at a place of the document. */
export function catalogInvalid(
  place: Place,
  what: string,
  hint = "Correct the catalog there; docs/marketplace.md has its format.",
): InstallerError {
  return new InstallerError(
    "CONFIG_CATALOG_INVALID",
    `${formatPlace(place)}: ${what}`,
    { hint, place },
  );
}
