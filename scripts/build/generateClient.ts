import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";
import { root } from "../paths.ts";

/** Writes the types of the plugin manager's client, made of its OpenAPI description. */
export async function generateClient(): Promise<void> {
  const dir = path.join(root, "packages/management");
  const description = pathToFileURL(path.join(dir, "openapi.yaml"));
  // What has a default may be left out.
  const options = { defaultNonNullable: false };
  const types = await openapiTypescript(description, options);
  const target = path.join(dir, "src/generated");
  await mkdir(target, { recursive: true });
  await writeFile(path.join(target, "openapi.ts"), astToString(types));
}
