import path from "node:path";
import { formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import { ConfigFile, type KeyPath } from "./ConfigFile.ts";
import { type PluginsSection, sectionSchema } from "./configSchema.ts";
import { schemaError } from "./schemaError.ts";

/** `dynamicPlugins` of one file. */
export interface Section {
  readonly file: ConfigFile;
  readonly keys: KeyPath;
  readonly data: PluginsSection;
}

/** The section of a file, after those of the files that it includes. */
export async function readSections(
  name: string,
  keys: KeyPath,
  open: ReadonlySet<string>,
): Promise<Section[]> {
  const file = await ConfigFile.read(name);
  const value = keys.length > 0 ? file.value(keys) : file.value([]);
  if (value === undefined || value === null) return [];
  const parsed = sectionSchema.safeParse(value);
  if (!parsed.success) {
    const known = Object.keys(sectionSchema.shape);
    throw schemaError(parsed.error, { file, keys, known });
  }
  const sections: Section[] = [];
  for (const [index, include] of (parsed.data.includes ?? []).entries()) {
    const target = path.resolve(file.dir, include);
    if (target === name || open.has(target)) {
      const place = file.place([...keys, "includes", index]);
      throw new InstallerError(
        "CONFIG_SCHEMA",
        `${formatPlace(place)}: ${include} includes itself`,
        { hint: "Remove one of the includes.", place },
      );
    }
    sections.push(
      ...(await readSections(target, [], new Set([...open, name]))),
    );
  }
  return [...sections, { file, keys, data: parsed.data }];
}
