import { existsSync, mkdirSync, realpathSync } from "node:fs";
import path from "node:path";
import type { AppConfig } from "@backstage/config";
import { readPluginTree } from "../../PluginTree.ts";
import type { GenerationPlugin } from "../Generation.ts";
import type { DataFolder } from "../DataFolder.ts";
import { THREAD_FLAGS } from "../threadFlags.ts";
import { codePaths, unnested } from "./codePaths.ts";
import { type Machine, withNode } from "./detectMechanisms.ts";
import {
  DEATH_SIGNAL_COMMAND,
  type Fence,
  bubblewrapCommand,
  limitsCommand,
  permissionFlags,
} from "./Fence.ts";
import { hostConfig } from "./hostConfig.ts";
import { hostEnv } from "./hostEnv.ts";
import type { HostPlan } from "./planHosts.ts";

/** Young objects get little room, where V8 would let them grow to 32 MB before it looks which are still in use. */
export const LEAN_FLAGS: readonly string[] = ["--max-semi-space-size=4"];

/** How the process of a host is started. */
export interface HostCommand {
  readonly execArgv: readonly string[];
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: readonly AppConfig[];
  readonly codeCache: string;
}

export interface HostSurroundings {
  readonly config: readonly AppConfig[];
  readonly data: DataFolder;
  /** The supervisor's, with the run's id in it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly machine: Machine;
  /** A folder for this host alone: its socket and temporary files. */
  readonly folder: string;
}

/** Of the memory that a process may have, so much is for JavaScript's objects; the rest is code, buffers and stacks. */
const HEAP_SHARE = 0.75;
/** Flags of the supervisor's Node that hosts have to be started with too. */
const KEPT_FLAGS = /^(?:--conditions=|--disable-warning=|--enable-source-maps)/;

/** Where addons are off, `node:sqlite` stands in, which says at each start on Node 22 that it is an experiment. */
const QUIET = "--disable-warning=ExperimentalWarning";

/** Puts the command of a host together, and makes the folders that it may write to. */
export function hostCommand(
  plan: HostPlan,
  around: HostSurroundings,
): HostCommand {
  const { data, machine, folder } = around;
  const { isolation, report, id } = plan;
  const isFenced = report.inForce === "sandbox";
  const host = hostConfig(around.config, plan, data);
  const codeCache = isFenced ? data.hostCache(id) : data.codeCache;
  const temporary = path.join(folder, "tmp");
  const writable = [folder, codeCache, host.databaseFolder ?? []].flat();
  for (const dir of [temporary, ...writable]) {
    mkdirSync(dir, { recursive: true });
  }
  const fence = resolved({
    read: [
      ...codePaths(),
      ...plan.plugins.flatMap(codeOf),
      ...host.keyFiles,
      ...certificates(around.env),
    ],
    write: writable,
  });
  const uses = (name: string) =>
    isFenced && report.mechanisms.some((mechanism) => mechanism === name);
  const heap = Math.floor((isolation.memory * HEAP_SHARE) / 1024 ** 2);
  return {
    execArgv: [
      ...process.execArgv.filter((flag) => KEPT_FLAGS.test(flag)),
      `--max-old-space-size=${heap}`,
      ...LEAN_FLAGS,
      ...THREAD_FLAGS,
      ...(uses("permissions") ? [...permissionFlags(fence), QUIET] : []),
    ],
    prefix: [
      ...(machine.hasDeathSignal ? DEATH_SIGNAL_COMMAND : []),
      ...(uses("limits") ? limitsCommand(isolation.memory) : []),
      ...(uses("bubblewrap")
        ? bubblewrapCommand(withNode(fence), {
            folder: realpathSync(folder),
            temporary: realpathSync(temporary),
          })
        : []),
    ],
    env: {
      ...hostEnv(around.env, isolation.env),
      ...(isFenced && { TMPDIR: temporary }),
    },
    config: host.config,
    codeCache,
  };
}

/** A package, and what was brought beside it. */
function codeOf({ dir, treeFile }: GenerationPlugin): string[] {
  if (!dir) return [];
  const tree = treeFile === undefined ? undefined : readPluginTree(treeFile);
  return treeFile && tree ? [dir, treeFile, ...tree.links] : [dir];
}

/** More authorities to trust, where the portal has some. */
function certificates(env: HostSurroundings["env"]): string[] {
  const file = env["NODE_EXTRA_CA_CERTS"];
  return file && existsSync(file) ? [file] : [];
}

function resolved({ read, write }: Fence): Fence {
  const real = (paths: readonly string[]) =>
    unnested(paths.map((each) => realpathSync(each)));
  return { read: real(read), write: real(write) };
}
