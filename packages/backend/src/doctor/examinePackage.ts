import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  type InstalledPlugin,
  type InstallResult,
  type PluginRequest,
  DEFAULT_ISOLATION,
  createRequest,
  installPlugins,
  readLockedTrees,
} from "@flyloft/installer";
import { redact } from "@flyloft/plugin-core";
import { checkBackend } from "./checkBackend.ts";
import {
  type Diagnosis,
  type DoctorCheck,
  failedCheck,
  judgeChecks,
  passed,
  warningCheck,
} from "./Diagnosis.ts";
import {
  type Examination,
  type ExaminationOptions,
  openExamination,
} from "./Examination.ts";
import { checkRemote, examineRemote } from "./examineRemote.ts";
import { checkFeatures } from "./checkFeatures.ts";
import { type PackageSize, measurePackage } from "./measurePackage.ts";
import { type Trial, runTrial } from "./runTrial.ts";

export interface DoctorOptions extends ExaminationOptions {
  /** A reference as an entry of `dynamicPlugins.plugins` has it. */
  readonly reference: string;
  /** References of packages that it needs around it, e.g. the plugin that a module extends. */
  readonly companions: readonly string[];
}

/**
 * Finds out whether a package runs in this portal, by installing it into the portal's store and starting it in a process
 * of its own. The portal's lockfile, configuration, database and generations are left alone.
 *
 * @throws the signal's reason where it ends the examination; errors of the configuration; what is wrong with the package is in the diagnosis
 */
export async function examinePackage(
  options: DoctorOptions,
): Promise<Diagnosis> {
  const started = performance.now();
  const examination = await openExamination(options);
  try {
    const findings = await examine(options, examination);
    return {
      ...findings,
      reference: redact(options.reference),
      verdict: judgeChecks(findings.checks),
      durationMs: Math.round(performance.now() - started),
    };
  } finally {
    await examination.dispose();
  }
}

/** For everything that has to be brought and built. */
const INSTALL_LIMIT_MS = 600_000;

type Findings = Omit<Diagnosis, "reference" | "verdict" | "durationMs">;

const NOTHING: Findings = {
  name: undefined,
  version: undefined,
  role: undefined,
  pluginId: undefined,
  checks: [],
  offers: [],
  dependencies: undefined,
  bytes: undefined,
  backend: undefined,
  remote: undefined,
  log: [],
};

async function examine(
  { reference, companions, cwd }: DoctorOptions,
  examination: Examination,
): Promise<Findings> {
  const place = { file: "the command line" };
  const [request, ...others] = [reference, ...companions].map((text) =>
    createRequest(text, { baseDir: cwd, place }),
  );
  if (!request) return NOTHING;
  const result = await install([request, ...others], examination);
  const installed = result.installed.find((each) => each.request === request);
  const failures = result.failed.map(({ reason }) => failedCheck(reason));
  if (!installed)
    return { ...NOTHING, ...whatFailed(request), checks: failures };
  const { facts } = installed;
  const { name, version, role, pluginId } = facts;
  const size = await measure(installed, examination);
  const remote = await examineRemote(installed, examination.install.host);
  const extended = await readExtended(installed);
  const trial = facts.parts.backend
    ? await tryBackend(result, extended, examination)
    : undefined;
  const offers = offersOf(installed, examination);
  const checks = [
    ...failures,
    ...describeInstalled(installed, size),
    ...(await checkFeatures(installed, examination.install.store)),
    ...(remote ? checkRemote(remote) : []),
    ...(trial ? checkBackend(installed, extended, trial) : []),
    ...describeOffers(offers, request),
  ];
  const inventory = trial?.prepared?.inventory;
  return {
    name,
    version,
    role,
    pluginId,
    checks,
    offers,
    dependencies: size.dependencies,
    bytes: size.bytes,
    backend: inventory && { ...inventory, memory: trial.memory },
    remote,
    log: trial?.log ?? [],
  };
}

/** @throws the signal's reason where somebody ends the examination */
async function install(
  requests: readonly PluginRequest[],
  { install: options }: Examination,
): Promise<InstallResult> {
  const limit = AbortSignal.timeout(INSTALL_LIMIT_MS);
  const signal = options.signal
    ? AbortSignal.any([options.signal, limit])
    : limit;
  const config = { requests, failures: [] };
  const result = await installPlugins({ ...options, config, signal });
  options.signal?.throwIfAborted();
  return result;
}

/** What a remote was built of is inside it: of that, only the lockfile tells. */
async function measure(
  { dir, dependencies: id }: InstalledPlugin,
  { install: { lockfile } }: Examination,
): Promise<PackageSize> {
  const size = await measurePackage(dir);
  const trees = await readLockedTrees(lockfile);
  const tree = id === undefined ? undefined : trees.get(id);
  const locked = tree && Object.keys(tree.packages).length;
  return { ...size, dependencies: locked ?? size.dependencies };
}

function whatFailed({ reference }: PluginRequest): Partial<Findings> {
  return reference.kind === "npm" ? { name: reference.name } : {};
}

/** A module is tried with the plugin that it extends, where the portal's configuration has that. */
async function tryBackend(
  result: InstallResult,
  extended: string | undefined,
  examination: Examination,
): Promise<Trial> {
  const isThere = result.installed.some(({ facts }) => facts.name === extended);
  const entry = examination.configured.find(
    ({ reference }) => reference.kind === "npm" && reference.name === extended,
  );
  if (!entry || isThere) return runTrial(examination, result);
  const request = { ...entry, enabled: true, isolation: DEFAULT_ISOLATION };
  const { installed, failed } = await install([request], examination);
  return runTrial(examination, {
    installed: [...result.installed, ...installed],
    failed,
    disabled: [],
  });
}

/** The package whose plugin a module extends, as its `package.json` tells. */
async function readExtended({
  dir,
  facts,
}: InstalledPlugin): Promise<string | undefined> {
  if (facts.role !== "backend-plugin-module") return undefined;
  const text = await readFile(path.join(dir, "package.json"), "utf8");
  const { backstage } = JSON.parse(text) as {
    backstage?: { pluginPackage?: unknown };
  };
  const name = backstage?.pluginPackage;
  return typeof name === "string" ? name : undefined;
}

function describeInstalled(
  { facts, warnings }: InstalledPlugin,
  { bytes, dependencies }: { bytes: number; dependencies: number },
): readonly DoctorCheck[] {
  const megabytes = (bytes / 1_000_000).toFixed(1);
  const brought =
    dependencies === 1 ? "1 dependency" : `${dependencies} dependencies`;
  return [
    passed("resolve", `${facts.name} ${facts.version}`),
    ...warnings.map(warningCheck),
    passed("install", `${brought}, ${megabytes} MB`),
  ];
}

function offersOf(
  { facts }: InstalledPlugin,
  { configured }: Examination,
): readonly string[] {
  const known = new Set(
    configured.flatMap(({ reference }) =>
      reference.kind === "npm" ? [reference.name] : [],
    ),
  );
  return facts.pluginPackages.filter(
    (name) =>
      name !== facts.name &&
      !known.has(name) &&
      !/-(?:common|node|react|test-utils)$/.test(name),
  );
}

function describeOffers(
  offers: readonly string[],
  { reference }: PluginRequest,
): readonly DoctorCheck[] {
  if (offers.length === 0) return [];
  return [
    {
      id: "family",
      state: "info",
      message: `belongs together with ${offers.join(", ")}`,
      code: undefined,
      hint:
        reference.kind === "npm"
          ? "To have that too, add `with: family` to its entry."
          : undefined,
    },
  ];
}
