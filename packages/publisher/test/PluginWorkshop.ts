import {
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { type Template, createPlugin } from "../src/index.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** A folder of a publisher's machine, with the packages of this repository as what `npm install` brought. */
export class PluginWorkshop {
  readonly #folder = makeTempFolder("publisher");
  readonly dir = this.#folder.path;

  constructor() {
    const modules = path.join(ROOT, "node_modules");
    symlinkSync(modules, path.join(this.dir, "node_modules"));
  }

  /** Folders of its packages. */
  async create(
    template: Template,
    name = "@acme/radar",
  ): Promise<readonly string[]> {
    const created = await createPlugin({ name, template, cwd: this.dir });
    return created.packages.map(({ dir }) => path.join(created.dir, dir));
  }

  at(...names: readonly string[]): string {
    return path.join(this.dir, ...names);
  }

  /** Relative to the folder of a package. */
  write(folder: string, name: string, text: string | Buffer): void {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  drop(folder: string, name: string): void {
    rmSync(path.join(folder, name), { recursive: true });
  }

  manifest(folder: string): Record<string, unknown> {
    const text = readFileSync(path.join(folder, "package.json"), "utf8");
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Fields that are `undefined` are left out of the `package.json`. */
  change(folder: string, fields: Readonly<Record<string, unknown>>): void {
    const manifest = { ...this.manifest(folder), ...fields };
    this.write(folder, "package.json", JSON.stringify(manifest, null, 2));
  }

  remove(): void {
    this.#folder.remove();
  }
}
