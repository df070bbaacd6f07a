import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const source = path.join(import.meta.dirname, "plugin");

/** A copy of the measured plugin with an id of its own. Gives its folder. */
export function writeCopy(parent: string, id: string): string {
  const folder = path.join(parent, id);
  cpSync(source, folder, { recursive: true });
  const file = path.join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as {
    backstage: object;
  };
  const own = {
    ...manifest,
    name: `@flyloft-bench/${id}`,
    backstage: { ...manifest.backstage, pluginId: id },
  };
  writeFileSync(file, JSON.stringify(own));
  return folder;
}
