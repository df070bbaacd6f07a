import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { loadConfigSchema } from "@backstage/config-loader";
import { root } from "../paths.ts";

/**
 * Writes `packages/backend/dist/config-schema.json`: the configuration schemas of everything that the portal itself is made
 * of. They decide what reaches browsers and what is secret. Many are written in TypeScript, which takes seconds to
 * compile, so that it is done here and not at each start.
 */
export async function writeConfigSchema(): Promise<void> {
  const dependencies = (
    await Promise.all(["app", "backend"].map(dependenciesOf))
  ).flat();
  const schema = await loadConfigSchema({
    dependencies: [...new Set(dependencies)],
    packagePaths: ["app", "backend"].map((name) =>
      path.join(root, "packages", name, "package.json"),
    ),
    onSchemaError: ({ source, cause }) => {
      process.stdout.write(`  ${source} is left out: ${cause.message}\n`);
    },
  });
  const dist = path.join(root, "packages/backend/dist");
  await mkdir(dist, { recursive: true });
  await writeFile(
    path.join(dist, "config-schema.json"),
    JSON.stringify(schema.serialize()),
  );
}

async function dependenciesOf(name: string): Promise<string[]> {
  const file = path.join(root, "packages", name, "package.json");
  const { dependencies } = JSON.parse(await readFile(file, "utf8")) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(dependencies).filter((dependency) =>
    dependency.startsWith("@backstage/"),
  );
}
