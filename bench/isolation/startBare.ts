import path from "node:path";
import { root } from "../../scripts/paths.ts";
import { findFreePort } from "../../scripts/services/findFreePort.ts";
import { fork } from "node:child_process";
import { BACKEND_CONFIG } from "../start/backendConfig.ts";

export interface BareBackend {
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

/** Upstream's `createBackend()` with one plugin, as it comes. */
export async function startBare(plugin: string): Promise<BareBackend> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const backend = {
    ...BACKEND_CONFIG.backend,
    baseUrl: url,
    listen: { host: "127.0.0.1", port },
  };
  const child = fork(
    path.join(root, "bench/start/createBackendProcess.mjs"),
    [JSON.stringify({ ...BACKEND_CONFIG, backend }), plugin],
    {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: ["--disable-warning=ExperimentalWarning"],
      // The plugin lies outside of the repository.
      env: {
        ...process.env,
        LOG_LEVEL: "warn",
        NODE_PATH: path.join(root, "node_modules"),
      },
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) =>
      reject(new Error(`createBackend() ended with ${code} early`)),
    );
  });
  return {
    url,
    pid: child.pid ?? 0,
    stop: () => void child.kill("SIGKILL"),
  };
}
