import { readFileSync, rmSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { BackendError } from "../errors.ts";
import { DataFolder } from "./DataFolder.ts";
import { removeSocketFolders } from "./hosts/socketFolder.ts";
import { killMarked } from "./killMarked.ts";
import { replaceFile } from "./replaceFile.ts";

/** In the environment of every process of a portal: the run that it belongs to. */
export const RUN_VARIABLE = "FLYLOFT_RUN";

export interface Run {
  readonly runId: string;
  /** To be called when no process of this run is left. */
  release(): void;
}

interface RunRecord {
  readonly pid: number;
  /** Tells two processes with one id apart. */
  readonly startTime: string | undefined;
  readonly runId: string;
}

/**
 * Makes this process the supervisor of a data folder. What an earlier supervisor that was killed left running is killed
 * first, so that nobody else works with the databases.
 *
 * @throws BackendError `SUPERVISE_ALREADY_RUNNING` where another supervisor lives, `SUPERVISE_DATA_UNWRITABLE`
 */
export async function claimRun(dataDir: string): Promise<Run> {
  const file = path.join(new DataFolder(dataDir).run, "supervisor.json");
  const last = readRecord(file);
  if (last && isAlive(last)) throw alreadyRunning(last, dataDir);
  if (last) {
    await killMarked(RUN_VARIABLE, last.runId);
    removeSocketFolders(last.runId);
  }
  const { pid } = process;
  const record: RunRecord = {
    pid,
    startTime: readStartTime(pid),
    runId: randomUUID(),
  };
  replaceFile(file, `${JSON.stringify(record)}\n`);
  return {
    runId: record.runId,
    release() {
      if (readRecord(file)?.runId === record.runId) rmSync(file);
    },
  };
}

function readRecord(file: string): RunRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as Partial<RunRecord>;
    const { pid, runId, startTime } = record;
    if (typeof pid !== "number" || typeof runId !== "string") return undefined;
    // An empty id would fit processes that are none of ours.
    return runId === "" ? undefined : { pid, runId, startTime };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startTime }: RunRecord): boolean {
  return startTime !== undefined && readStartTime(pid) === startTime;
}

/** In ticks since the machine's start: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name, which may hold spaces and brackets.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : fields[18];
  } catch {
    return undefined;
  }
}

function alreadyRunning({ pid }: RunRecord, dataDir: string): BackendError {
  return new BackendError(
    "SUPERVISE_ALREADY_RUNNING",
    `A portal already runs with the data folder ${dataDir}: process ${pid}.`,
    { hint: "End that one first, or start this one in another folder." },
  );
}
