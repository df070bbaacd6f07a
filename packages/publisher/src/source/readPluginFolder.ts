import { readFile } from "node:fs/promises";
import path from "node:path";
import { PublishError } from "../errors.ts";
import { type Manifest, objectOf, textOf } from "./Manifest.ts";
import { ManifestText } from "./ManifestText.ts";

/** The folder of a plugin's package. */
export interface PluginFolder {
  /** Absolute. */
  readonly dir: string;
  readonly manifest: Manifest;
  readonly text: ManifestText;
  /** The package's name, or its folder where it has none. */
  readonly label: string;
}

/** @throws PublishError `PUBLISH_MANIFEST_UNREADABLE` */
export async function readPluginFolder(folder: string): Promise<PluginFolder> {
  const dir = path.resolve(folder);
  const file = path.join(folder, "package.json");
  const text = await readFile(path.join(dir, "package.json"), "utf8").catch(
    (cause: unknown) => {
      throw unreadable(file, "there is none that can be read", cause);
    },
  );
  const manifest = parse(text, file);
  const label = textOf(manifest["name"]) ?? path.basename(dir);
  return { dir, manifest, text: new ManifestText(file, text), label };
}

function parse(text: string, file: string): Manifest {
  let cause: unknown;
  try {
    const manifest = objectOf(JSON.parse(text));
    if (manifest) return manifest;
  } catch (error) {
    cause = error;
  }
  throw unreadable(file, "it is no JSON object", cause);
}

function unreadable(file: string, problem: string, cause: unknown) {
  const detail = cause instanceof SyntaxError ? ` (${cause.message})` : "";
  return new PublishError(
    "PUBLISH_MANIFEST_UNREADABLE",
    `${file}: ${problem}${detail}`,
    {
      hint: "Name the folder of a plugin's package, the one with its package.json.",
      place: { file },
      cause,
    },
  );
}
