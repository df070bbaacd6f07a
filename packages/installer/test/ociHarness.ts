import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRequest } from "../src/config/createRequest.ts";
import type { PluginRequest } from "../src/config/PluginRequest.ts";
import type { FetchContext } from "../src/fetch/FetchContext.ts";
import { fetchOci } from "../src/fetch/fetchOci.ts";
import type { FetchedPlugin } from "../src/fetch/FetchedPlugin.ts";
import { DEFAULT_NETWORK_POLICY } from "../src/network/NetworkPolicy.ts";
import { resolveOci } from "../src/resolve/resolveOci.ts";
import { type OciAccess, OciSession } from "../src/sources/oci/OciSession.ts";

/** A run of the OCI stages against real registries, in a folder of its own. */
export interface OciRun {
  readonly folder: string;
  readonly context: FetchContext & OciAccess;
  resolve(text: string): ReturnType<typeof resolveOci>;
  /** Resolve, then fetch. */
  install(text: string): Promise<FetchedPlugin>;
  /** The unpacked files by path. */
  contents(fetched: FetchedPlugin): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** `config` becomes Docker's `config.json`. Time limits are short, so that the tests of faults are. */
export async function startOciRun(
  options: {
    config?: unknown;
    context?: Partial<FetchContext>;
    network?: Partial<FetchContext["network"]>;
  } = {},
): Promise<OciRun> {
  const folder = await mkdtemp(path.join(tmpdir(), "flyloft-oci-run-"));
  const dockerConfigDir = path.join(folder, "docker");
  await mkdir(dockerConfigDir);
  if (options.config !== undefined) {
    const file = path.join(dockerConfigDir, "config.json");
    await writeFile(file, JSON.stringify(options.config));
  }
  const oci = new OciSession();
  const context: FetchContext & OciAccess = {
    network: {
      ...DEFAULT_NETWORK_POLICY,
      headersTimeoutMs: 1_000,
      idleTimeoutMs: 1_000,
      totalTimeoutMs: 10_000,
      retryDelayMs: 10,
      ...options.network,
    },
    configDir: folder,
    homeDir: folder,
    dockerConfigDir,
    insecureRegistries: [],
    env: process.env,
    signal: new AbortController().signal,
    locked: undefined,
    stagingDir: () => mkdtemp(path.join(folder, "staging-")),
    limits: {
      maxBytes: 64 * 1024 * 1024,
      maxEntries: 10_000,
      maxDepth: 32,
      timeoutMs: 20_000,
    },
    onBytes: () => {},
    oci,
    ...options.context,
  };
  const resolve = (text: string) => resolveOci(requestOf(text), context);
  return {
    folder,
    context,
    resolve,
    install: async (text) => fetchOci(await resolve(text), context),
    contents: readContents,
    close: async () => {
      await oci.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function requestOf(text: string): PluginRequest {
  const place = { file: "app-config.yaml", line: 7 };
  const request = createRequest(text, { baseDir: "/", place });
  return { ...request, required: true, pullPolicy: "Always" };
}

async function readContents({ dir, files }: FetchedPlugin) {
  const entries = await Promise.all(
    files.map(async ({ path: name }) => {
      const text = await readFile(path.join(dir, name), "utf8");
      return [name, text] as const;
    }),
  );
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Writes files below a fresh folder and answers it. */
export async function writeTree(
  files: Readonly<Record<string, string | Buffer>>,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "flyloft-oci-tree-"));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

export function packageJson(name: string): string {
  return JSON.stringify({ name, version: "1.0.0" });
}
