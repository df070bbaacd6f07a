import { startPortal } from "../e2e/startPortal.ts";
import { DataFolder } from "../packages/backend/src/supervisor/DataFolder.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { measureLoad, printLoad } from "./isolation/measureLoad.ts";
import { raceHosts } from "./isolation/raceHosts.ts";
import { startBare } from "./isolation/startBare.ts";
import { writeCopy } from "./isolation/writeCopy.ts";

const MANY = 100;
const BARE = "createBackend()";
const ALONE = "in-process, 1 plugin";
const CONCURRENCIES = [10, 1];

/**
 * Requests to the same route on a bare `createBackend()`, in a portal's shared process, and in isolated processes; in a
 * portal with one such plugin and in one with a hundred. Then how long a host process takes to start, and its memory.
 */
export async function benchIsolation(): Promise<void> {
  const temp = makeTempFolder("bench-isolation");
  const copy = (id: string) => writeCopy(temp.path, id);
  const entry = (id: string, tier = "none") => ({
    package: copy(id),
    isolation: { tier },
  });
  const env = { LOG_LEVEL: "warn" };
  const few = await startPortal({
    env,
    plugins: [entry("shared")],
  });
  const isolated = await startPortal({
    env,
    plugins: [entry("apart", "process"), entry("fenced", "sandbox")],
  });
  const ids = Array.from({ length: MANY - 1 }, (_, index) => `more-${index}`);
  const many = await startPortal({
    env,
    plugins: [entry("among"), ...ids.map((id) => entry(id))],
  });
  const bare = await startBare(copy("bare"));
  const local = ({ port, pid }: { port: number; pid: number }, id: string) => ({
    url: `http://127.0.0.1:${port}/api/${id}/items`,
    pid,
  });
  const targets = [
    { name: BARE, url: `${bare.url}/api/bare/items`, pid: bare.pid },
    { name: ALONE, ...local(few, "shared") },
    { name: `in-process, ${MANY} plugins`, ...local(many, "among") },
    { name: "isolated: process", ...local(isolated, "apart") },
    { name: "isolated: sandbox", ...local(isolated, "fenced") },
  ];
  try {
    for (const concurrency of CONCURRENCIES) {
      const results = await measureLoad(targets, concurrency);
      printLoad(`${concurrency} at once`, results, BARE);
    }
    await printMemory(isolated);
  } finally {
    bare.stop();
    await Promise.all([few.stop(), many.stop(), isolated.stop()]);
  }
  const keys = new DataFolder(temp.path).pluginKeys("apart");
  const { keyId, publicKeyFile, privateKeyFile } = keys;
  await raceHosts({
    plugin: copy("alone"),
    folder: temp.path,
    keys: { keyId, publicKeyFile, privateKeyFile },
  });
  temp.remove();
}

/** The supervisor's own measurement. */
async function printMemory(
  portal: Awaited<ReturnType<typeof startPortal>>,
): Promise<void> {
  for (const { name, isolation, process } of (
    await portal.plugins()
  ).values()) {
    if (isolation?.inForce === "none" || !process?.memory) continue;
    globalThis.process.stdout.write(
      `  ${name} (${isolation?.inForce}): ${(process.memory / 1e6).toFixed(0)} MB resident after the load\n`,
    );
  }
}
