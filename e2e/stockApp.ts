import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { findFreePort } from "../scripts/services/findFreePort.ts";
import { startProcess } from "../scripts/services/startProcess.ts";

const run = promisify(execFile);
const FIXTURE = path.join(import.meta.dirname, "fixtures/stock");
/** Not below this repository, whose packages would be found from there. */
const CACHE = path.join(homedir(), ".cache/flyloft");

/** A repository with a Backstage app, as upstream's packages make one. */
export interface StockRepository {
  /** Builds a package with upstream's builder; answers its folder. */
  build(name: string, ...flags: readonly string[]): Promise<string>;
  /** Starts the backend with these plugins' folders among its dynamic ones. */
  start(plugins: readonly string[], config: object): Promise<StockApp>;
}

export interface StockApp {
  readonly url: string;
  log(): string;
  stop(): Promise<void>;
}

/**
 * Installs upstream's packages from the registry that this machine is set to: there are two thousand, too many for this
 * repository's own tree. They are kept for the next run.
 */
export async function openStockRepository(): Promise<StockRepository> {
  const wanted = readFileSync(path.join(FIXTURE, "package.json"));
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const dir = path.join(CACHE, `stock-${hash}`);
  cpSync(FIXTURE, dir, { recursive: true });
  const installed = path.join(dir, "installed");
  if (!existsSync(installed)) {
    const flags = "--ignore-scripts --no-audit --no-fund --loglevel=error";
    await run("npm", ["install", ...flags.split(" ")], { cwd: dir });
    writeFileSync(installed, "");
  }
  const builder = path.join(
    dir,
    "node_modules/@backstage/cli-module-build/bin/backstage-cli-module-build",
  );
  return {
    build: async (name, ...flags) => {
      const cwd = path.join(dir, "packages", name);
      await run(process.execPath, [builder, "package", "build", ...flags], {
        cwd,
        maxBuffer: 64 * 1024 * 1024,
      });
      return cwd;
    },
    start: (plugins, config) => startApp(dir, plugins, config),
  };
}

async function startApp(
  dir: string,
  plugins: readonly string[],
  config: object,
): Promise<StockApp> {
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const dynamic = path.join(dir, "dynamic-plugins-root");
  rmSync(dynamic, { recursive: true, force: true });
  for (const plugin of plugins) {
    const into = path.join(dynamic, path.basename(plugin));
    mkdirSync(into, { recursive: true });
    for (const name of ["package.json", "dist"]) {
      cpSync(path.join(plugin, name), path.join(into, name), {
        recursive: true,
      });
    }
  }
  const text = stringify({
    app: { title: "Stock", baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: "127.0.0.1", port },
      database: { client: "better-sqlite3", connection: ":memory:" },
    },
    auth: {
      environment: "development",
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    },
    dynamicPlugins: { rootDirectory: "dynamic-plugins-root" },
    ...config,
  });
  writeFileSync(path.join(dir, "app-config.yaml"), text);
  const backend = await startProcess({
    name: "Backstage",
    command: process.execPath,
    args: ["packages/backend/index.js"],
    cwd: dir,
    ready: /\/remotes => /,
    timeout: 120_000,
  });
  return { url, log: backend.log, stop: backend.stop };
}
