import { gzipSync } from "node:zlib";
import type { Fault } from "../../../../scripts/services/Fault.ts";
import type { InstallOptions, InstallResult } from "../../src/index.ts";
import { writeTar } from "../tarWriter.ts";
import type { Workspace } from "../workspace.ts";
import { writeZip } from "../zipWriter.ts";
import { type Listing, Sandbox, compare } from "./Sandbox.ts";
import type { RegistrySource, Source as AnySource } from "./Source.ts";

type Source = AnySource | RegistrySource;

/** What came of a plugin, and what lies on disk then. */
export interface Outcome {
  /** Of the refusal; `installed`, or `started` where the version before it did instead. */
  readonly code: string;
  readonly disk: string;
  readonly message: string;
  /** Requests for the plugin's bytes. */
  readonly tries: number;
}

export type Overrides = NonNullable<Parameters<Workspace["install"]>[0]>;

interface Offer {
  readonly name: string;
  readonly version: string;
  /** As an entry may give it. */
  readonly integrity: string;
}

/** What becomes of a portal's plugin when its source offers something else than before. */
export interface Incident {
  readonly name: string;
  readonly source: Source;
  /** What is offered instead, as the next version. */
  readonly bytes: (name: string) => Buffer;
  /** Lines of `dynamicPlugins`, and files beside the configuration. */
  readonly prepare?: (work: Workspace) => void;
  /** Done with each version when the registry has it. */
  readonly offered?: (offer: Offer) => unknown;
  /** Done with the registry, or the portal's folder, once all is well. */
  readonly disturb?: (work: Workspace) => unknown;
  readonly overrides?: Overrides;
  /** What the registry's proxy does as long as all is well, and when the incident comes. */
  readonly healthy?: readonly Fault[];
  readonly faults?: readonly Fault[];
  /** The second portal has the first one's lockfile. */
  readonly isLocked?: boolean;
  /** More keys of the entry, of what the version before has as its `integrity`. */
  readonly entry?: (integrity: string) => string;
}

export const OLD = "1.0.0";
export const NEW = "2.0.0";
export const UNTOUCHED = `${OLD} as before, starts`;
export const NOTHING = "nothing";
export const COMPLETE = `${NEW} complete, starts`;

/** In a portal that runs the plugin already, and in one that has nothing yet. */
export async function observeBoth(
  incident: Incident,
): Promise<{ readonly update: Outcome; readonly first: Outcome }> {
  const { name, source } = incident;
  const sandbox = new Sandbox();
  try {
    const { work } = sandbox;
    inject(source, incident.healthy);
    const old = pack(source, { name, version: OLD });
    const integrity = await offer(incident, OLD, old);
    configure(work, incident, integrity);
    const { failed } = await work.install();
    if (failed[0]) throw new Error(failed[0].reason.message);
    await offer(incident, NEW, incident.bytes(name));
    const lock = incident.isLocked ? work.lock() : undefined;
    const update = await observe(sandbox, incident);
    sandbox.remove();
    return { update, first: await observeFirst(incident, integrity, lock) };
  } finally {
    sandbox.remove();
  }
}

async function offer(
  { source, name, offered }: Incident,
  version: string,
  bytes: Buffer,
): Promise<string> {
  const integrity = await source.offer(name, version, bytes);
  await offered?.({ name, version, integrity });
  return integrity;
}

/** A portal that has nothing yet. */
async function observeFirst(
  incident: Incident,
  integrity: string,
  lock: string | undefined,
): Promise<Outcome> {
  const sandbox = new Sandbox();
  try {
    const { work } = sandbox;
    // The store's own folders.
    work.configure();
    await work.install();
    configure(work, incident, integrity);
    if (lock !== undefined) work.write("plugins.lock.yaml", lock);
    return await observe(sandbox, incident);
  } finally {
    sandbox.remove();
  }
}

async function observe(sandbox: Sandbox, incident: Incident): Promise<Outcome> {
  const { source } = incident;
  const { work } = sandbox;
  await incident.disturb?.(work);
  const before = sandbox.list();
  inject(source, incident.faults);
  const result = await work.install(incident.overrides);
  await passSomeTurns();
  const after = sandbox.list();
  const changes = compare(before, after);
  const tries = countTries(source);
  inject(source, incident.healthy);
  const [failed] = result.failed;
  return {
    tries,
    code: failed?.reason.code ?? codeOf(result),
    message: failed?.reason.message ?? "",
    disk: await describeDisk(work, source, { changes, after }),
  };
}

function inject(source: Source, faults: readonly Fault[] = []): void {
  if ("proxy" in source) source.proxy.setFaults(faults);
}

function countTries(source: Source): number {
  if (!("proxy" in source)) return 0;
  const { requests } = source.proxy;
  return requests.filter((line) => source.bytes.test(line)).length;
}

function configure(
  work: Workspace,
  incident: Incident,
  integrity: string,
): void {
  const { source, name } = incident;
  const entry = incident.entry?.(integrity) ?? "";
  source.connect(work);
  incident.prepare?.(work);
  const pull = source.via === "file" ? "" : "\n  pullPolicy: Always";
  work.configure(`- package: "${source.reference(name)}"${pull}${entry}`);
}

function codeOf({ installed }: InstallResult): string {
  return installed[0]?.stale ? "started" : "installed";
}

/** In words where it is one of the states that may be; else what is wrong. */
async function describeDisk(
  work: Workspace,
  source: Source,
  { changes, after }: { changes: readonly string[]; after: Listing },
): Promise<string> {
  const isStaged = work.stored("staging").length > 0;
  const isEmpty = work.stored("packages").length === 0;
  const isChanged = isStaged || changes.length > 0;
  if (!isChanged && isEmpty) return NOTHING;
  const start = await startOnly(work, source);
  const odd = listOddModes(after);
  if (odd.length > 0) return `odd rights: ${odd.join(" ")}`;
  const unlike = changes.filter((change) => !isOfInstalling(change));
  if (!isChanged) return `${start.version} as before, ${start.state}`;
  if (!isStaged && unlike.length === 0) {
    return `${start.version} complete, ${start.state}`;
  }
  return `staging ${isStaged ? "left" : "empty"}, changed: ${changes.join(" ")}`;
}

/** New packages and records in the store, and the lockfile: no other file is one's business. */
function isOfInstalling(change: string): boolean {
  return /^(?:\+.*\/store\/(?:packages|digests)\/|[+~].*\/plugins\.lock\.yaml$)/.test(
    change,
  );
}

/** Packages have no rights but these, whatever their archive says. */
function listOddModes(listing: Listing): readonly string[] {
  return [...listing]
    .filter(([name]) => name.includes("/store/packages/"))
    .filter(([, is]) => !/^(?:folder 755|file 644|file 755) ?/.test(is))
    .map(([name, is]) => `${is.slice(0, 12)} ${name}`);
}

/** From the store alone, each file held against its hash. A plugin that lies beside the configuration is asked anew. */
async function startOnly(work: Workspace, source: Source) {
  if (source.via === "file")
    return { version: lockedVersion(work), state: "starts" };
  const frozen: Partial<InstallOptions> = { frozen: true, checkStore: true };
  const { installed, failed } = await work.install(frozen as Overrides);
  const version = installed[0]?.facts.version ?? lockedVersion(work);
  const code = failed[0]?.reason.code;
  return { version, state: code ? `doesn't start: ${code}` : "starts" };
}

function lockedVersion(work: Workspace): string {
  return /version: (\S+)/.exec(work.lock())?.[1] ?? "no version";
}

async function passSomeTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface GoodPlugin {
  readonly name: string;
  readonly version: string;
  /** More of its `package.json`. */
  readonly fields?: object;
}

/** A good plugin, as `source` has packages. Its content doesn't compress, so that faults find bytes to hit. */
export function pack(
  { via }: Pick<Source, "via">,
  { name, version, fields }: GoodPlugin,
): Buffer {
  const files = Object.entries({
    "package.json": JSON.stringify({
      name: `@acme/${name}`,
      version,
      main: "dist/index.cjs.js",
      backstage: { role: "backend-plugin", pluginId: "example" },
      ...fields,
    }),
    "dist/index.cjs.js": `exports.version = "${version}";`,
    "dist/data": noise(version),
  }).map(([file, content]) => ({ name: file, content }));
  if (via === "file") return writeZip(files);
  const below = files.map((file) => ({
    ...file,
    name: `package/${file.name}`,
  }));
  return gzipSync(writeTar(...below));
}

function noise(seed: string): string {
  let state = seed.charCodeAt(0);
  const next = () => (state = (state * 48_271) % 2_147_483_647) % 94;
  return Array.from({ length: 60_000 }, () => {
    return String.fromCharCode(33 + next());
  }).join("");
}
