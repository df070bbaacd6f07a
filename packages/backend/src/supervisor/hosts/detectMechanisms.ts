import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { SandboxMechanism } from "@flyloft/plugin-core";
import type { Mechanisms } from "./chooseTier.ts";
import { codePaths } from "./codePaths.ts";
import {
  DEATH_SIGNAL_COMMAND,
  type Fence,
  bubblewrapCommand,
  limitsCommand,
  permissionFlags,
} from "./Fence.ts";

export interface Machine extends Mechanisms {
  /** Whether hosts can be made to end with the supervisor, however that ends. */
  readonly hasDeathSignal: boolean;
}

const run = promisify(execFile);
const PATIENCE_MS = 10_000;
const MEMORY = 256 * 1000 ** 2;

/**
 * What this machine can do, found out by doing it: each mechanism runs Node once, with the options that hosts get. Takes
 * about a tenth of a second, and is the same until the machine is set up anew.
 */
export async function detectMechanisms(): Promise<Machine> {
  const folder = await mkdtemp(path.join(tmpdir(), "flyloft-probe-"));
  const fence = { read: codePaths(), write: [folder] };
  try {
    const [permissions, limits, bubblewrap, deathSignal] = await Promise.all([
      tryPermissions(fence),
      tryNode(limitsCommand(MEMORY)),
      tryNode(
        bubblewrapCommand(withNode(fence), { folder, temporary: folder }),
      ),
      tryNode(DEATH_SIGNAL_COMMAND),
    ]);
    return {
      ...sort({ permissions, limits, bubblewrap }),
      hasDeathSignal: deathSignal === undefined,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The program that runs hosts has to be inside the fence too. */
export function withNode({ read, write }: Fence): Fence {
  return { read: [...read, process.execPath], write };
}

/** What is wrong with each mechanism, or undefined. */
type Attempts = Readonly<Record<SandboxMechanism, string | undefined>>;

function sort(attempts: Attempts): Mechanisms {
  const names = Object.keys(attempts) as SandboxMechanism[];
  const missing = names.filter((name) => attempts[name] !== undefined);
  return {
    available: names.filter((name) => !missing.includes(name)),
    missing: Object.fromEntries(missing.map((name) => [name, attempts[name]])),
  };
}

async function tryPermissions(fence: Fence): Promise<string | undefined> {
  if (!process.allowedNodeEnvironmentFlags.has("--permission")) {
    return `Node ${process.versions.node} is older than 22.13`;
  }
  return tryNode([], permissionFlags(fence));
}

async function tryNode(
  prefix: readonly string[],
  flags: readonly string[] = [],
): Promise<string | undefined> {
  const command = [...prefix, process.execPath, ...flags, "--eval", "0"];
  try {
    const options = { timeout: PATIENCE_MS, env: pathOnly() };
    await run(command[0] ?? "", command.slice(1), options);
    return undefined;
  } catch (error) {
    return explain(command[0] ?? "", error);
  }
}

function pathOnly(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"] };
}

function explain(program: string, error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === "ENOENT") return `${path.basename(program)} is not installed`;
  const [line] = (stderr ?? "").trim().split("\n");
  return line || `${path.basename(program)} doesn't work here`;
}
