import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createPlugin } from "@flyloft/publisher";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../../../scripts/paths.ts";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import {
  type RunningProcess,
  startProcess,
} from "../../../scripts/services/startProcess.ts";
import { COMMAND } from "./runCommand.ts";

const temp = makeTempFolder("plugin-dev");
let port: number;
let command: RunningProcess;

beforeAll(async () => {
  symlinkSync(
    path.join(root, "node_modules"),
    path.join(temp.path, "node_modules"),
  );
  const { dir } = await createPlugin({
    name: "@acme/radar",
    template: "backend",
    cwd: temp.path,
  });
  port = await findFreePort();
  const settings = path.join(temp.path, "real-portal.yaml");
  writeFileSync(
    settings,
    JSON.stringify({
      app: { baseUrl: "https://portal.acme.example" },
      backend: {
        baseUrl: "https://portal.acme.example",
        listen: `0.0.0.0:${port}`,
      },
    }),
  );
  const args = ["--port", String(port), "--config", settings];
  command = await startProcess({
    name: "flyloft plugin dev",
    command: process.execPath,
    args: [...COMMAND, "plugin", "dev", dir, ...args],
    cwd: temp.path,
    env: { ...process.env, HOME: temp.path, LOG_LEVEL: "warn" },
    ready: new RegExp(`Open http://localhost:${port}`),
    timeout: 100_000,
  });
}, 120_000);

afterAll(async () => {
  await command?.stop();
  temp.remove();
});

it("stays on loopback, whatever settings of a real portal are laid over it", async () => {
  const { status } = await fetch(`http://127.0.0.1:${port}/`);
  expect(status).toBe(200);
  // Also of this machine, and answered by whatever listens everywhere.
  await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow();
});

it("ends with SIGTERM, and no process of its portal is left", async () => {
  const children = childrenOf(command.pid);
  expect(children.length).toBeGreaterThan(0);
  process.kill(command.pid, "SIGTERM");
  expect(await command.exited).toEqual({ code: 0, signal: null });
  // What only waits for orders ends once it hears that nobody is there any more.
  await expect.poll(() => children.filter(isAlive)).toEqual([]);
});

/** Nobody may be there to take note of its end. */
function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !readFileSync(file, "utf8").includes(") Z ");
}

function childrenOf(pid: number): readonly number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return listed.split(" ").filter(Boolean).map(Number);
}
