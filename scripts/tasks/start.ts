import { spawn } from "node:child_process";
import path from "node:path";
import { buildStale } from "../build/buildStale.ts";
import { root } from "../paths.ts";

await buildStale();
const portal = spawn(
  process.execPath,
  [
    path.join(root, "packages/cli/dist/flyloft.js"),
    "start",
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => portal.kill(signal));
}
portal.on("exit", (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
