import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runTimed } from "../install/runTimed.ts";

/** A workspace in which Backstage's own builder makes remotes of published packages. */
export interface UpstreamBuilder {
  /** The remote of a package; its `dist` and how long the command ran. */
  build(
    name: string,
  ): Promise<{ readonly milliseconds: number; readonly dist: string }>;
}

const CLI = "@backstage/cli-module-build";

/** What a Backstage app pins too: React 18, which the packages are written for. */
const PINS = {
  react: "18.3.1",
  "react-dom": "18.3.1",
  "react-router": "6.30.6",
  "react-router-dom": "6.30.6",
  "@types/react": "18.3.31",
  "@types/react-dom": "18.3.7",
  "@backstage/cli-common": "0.3.1",
};
const TYPESCRIPT = {
  module: "esnext",
  moduleResolution: "bundler",
  target: "es2022",
  jsx: "react-jsx",
  skipLibCheck: true,
};

/**
 * Installs the builder and the packages in `folder`. It builds from sources, so each package gets a container as its
 * users would write it: a file per entry that hands on what the package exports.
 */
export async function installUpstream(
  folder: string,
  { packages, registry }: { packages: readonly string[]; registry: string },
): Promise<UpstreamBuilder> {
  const { react, "react-dom": dom } = PINS;
  const router = {
    "react-router": PINS["react-router"],
    "react-router-dom": PINS["react-router-dom"],
  };
  const wanted = Object.fromEntries(packages.map((name) => [name, "*"]));
  mkdirSync(folder, { recursive: true });
  writeJson(path.join(folder, "package.json"), {
    private: true,
    workspaces: { packages: ["packages/*"] },
    dependencies: {
      [CLI]: "*",
      typescript: "5",
      react,
      "react-dom": dom,
      ...router,
      ...wanted,
    },
    overrides: PINS,
  });
  writeJson(path.join(folder, "tsconfig.json"), {
    compilerOptions: TYPESCRIPT,
    include: ["packages/*/src"],
  });
  const flags =
    "--ignore-scripts --no-audit --no-fund --loglevel=error --prefix";
  await runTimed("npm", [
    "install",
    ...flags.split(" "),
    folder,
    `--registry=${registry}`,
  ]);
  for (const name of packages) writeContainer(folder, name);
  const command = path.join(
    folder,
    "node_modules",
    CLI,
    "bin/backstage-cli-module-build",
  );
  return {
    build: async (name) => {
      const dir = containerDir(folder, name);
      const script = `cd "$0" && exec "$1" "$2" package build --role frontend-dynamic-container`;
      const args = ["-ec", script, dir, process.execPath, command];
      const { milliseconds } = await runTimed("sh", args);
      return { milliseconds, dist: path.join(dir, "dist") };
    },
  };
}

function writeContainer(folder: string, name: string): void {
  const dir = containerDir(folder, name);
  const file = path.join(folder, "node_modules", name, "package.json");
  const published = JSON.parse(readFileSync(file, "utf8")) as {
    version: string;
    exports?: Readonly<Record<string, unknown>>;
  };
  const mounts = Object.keys(published.exports ?? { ".": "" }).filter(
    (mount) => mount !== "./package.json",
  );
  mkdirSync(path.join(dir, "src"), { recursive: true });
  const entries: Record<string, string> = {};
  for (const mount of mounts) {
    const entry = `./src/${mount === "." ? "index" : mount.slice(2)}.ts`;
    const from = JSON.stringify(path.posix.join(name, mount));
    const named = `export * from ${from};\n`;
    const chosen = `export { default } from ${from};\n`;
    const content = mount === "." ? named : named + chosen;
    writeFileSync(path.join(dir, entry), content);
    entries[mount] = entry;
  }
  writeJson(path.join(dir, "package.json"), {
    name: path.basename(dir),
    version: published.version,
    // The builder asks for the features of these only.
    backstage: { role: "frontend-plugin" },
    exports: { ...entries, "./package.json": "./package.json" },
    dependencies: { [name]: published.version },
  });
}

function containerDir(folder: string, name: string): string {
  return path.join(folder, "packages", path.basename(name));
}

function writeJson(file: string, content: unknown): void {
  writeFileSync(file, JSON.stringify(content));
}
