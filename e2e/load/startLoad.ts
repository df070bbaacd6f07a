import { fork } from "node:child_process";
import path from "node:path";
import type { LoadPlan, LoadRecord } from "./LoadRecord.ts";

const entry = path.join(import.meta.dirname, "loadMain.ts");

export interface RunningLoad {
  /** Lets the requests that are under way end, and gives all of them. */
  stop(): Promise<readonly LoadRecord[]>;
  /** For a test that failed meanwhile. */
  kill(): void;
}

/** Steady requests from a process of its own. */
export function startLoad(plan: LoadPlan): RunningLoad {
  const child = fork(entry, [JSON.stringify(plan)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    serialization: "advanced",
  });
  const records = new Promise<readonly LoadRecord[]>((resolve, reject) => {
    child.once("message", (message) => resolve(message as LoadRecord[]));
    child.once("exit", () =>
      reject(new Error("The load generator ended too early.")),
    );
  });
  records.catch(() => undefined);
  return {
    kill: () => child.kill("SIGKILL"),
    stop: () => {
      child.send("stop");
      return records;
    },
  };
}
