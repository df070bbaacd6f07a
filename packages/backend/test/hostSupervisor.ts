import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { RUN_VARIABLE, claimRun } from "../src/supervisor/claimRun.ts";
import { detectMechanisms } from "../src/supervisor/hosts/detectMechanisms.ts";
import { NO_MECHANISMS, startHosts } from "./hostFixture.ts";

/**
 * A supervisor of one plugin that is blocked: behind all that this machine has where the first argument is `fenced`. The
 * second one is the data folder. Prints the processes between it and the plugin, and waits to be killed.
 */
const [mode = "", dataDir = ""] = process.argv.slice(2);
const { runId } = await claimRun(dataDir);
const { hosts, next, get } = startHosts(
  [
    {
      id: "loops",
      init: `router.get("/loop", () => { for (;;); });`,
      isolation: { tier: "sandbox", heartbeat: 600_000 },
    },
  ],
  mode === "fenced" ? await detectMechanisms() : NO_MECHANISMS,
  {
    env: { ...process.env, LOG_LEVEL: "error", [RUN_VARIABLE]: runId },
    folder: dataDir,
  },
);
await next("loops", "up");
get("loops", "/api/loops/loop").catch(() => undefined);
setTimeout(() => {
  const pids = descendants(hosts.snapshot()[0]?.pid ?? 0);
  const sockets = path.dirname(path.dirname(hosts.links[0]?.socketPath ?? ""));
  process.stdout.write(`${JSON.stringify({ pids, sockets })}\n`);
}, 500);

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8")
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );
  return [pid, ...children.flatMap(descendants)];
}
