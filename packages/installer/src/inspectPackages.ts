import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRequest } from "./config/createRequest.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import type { SignatureSettings } from "./config/SignatureSettings.ts";
import { type Run, createRun } from "./createRun.ts";
import { type ExaminedSigner, examineSigner, soften } from "./examineSigner.ts";
import { fetchPlugin } from "./fetch/fetchPlugin.ts";
import type { FetchedPlugin } from "./fetch/FetchedPlugin.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { resolvePlugin } from "./resolve/resolvePlugin.ts";
import { type Artifact, readArtifact } from "./sources/oci/readArtifact.ts";
import { readDynamicPackages } from "./sources/oci/readDynamicPackages.ts";
import {
  RESOLVE_CODES,
  toInstallerError,
} from "./sources/oci/toInstallerError.ts";
import type { PackageFacts } from "./verify/PackageFacts.ts";
import { verifyPlugin } from "./verify/verifyPlugin.ts";

export interface InspectOptions extends Pick<
  InstallOptions,
  | "configDir"
  | "homeDir"
  | "env"
  | "insecureRegistries"
  | "network"
  | "signal"
  | "signatures"
> {
  /** Anything that `package:` takes. Relative paths start from `configDir`. */
  readonly reference: string;
}

/** A package that was brought and unpacked, for as long as it is looked at. */
export interface InspectedPackage {
  /** The package's root. */
  readonly dir: string;
  readonly files: FetchedPlugin["files"];
  readonly packageJson: unknown;
  readonly facts: PackageFacts;
  /** What the bytes are identified by; undefined for a folder. */
  readonly digest: string;
  readonly source: FetchedPlugin["resolved"]["source"];
  /** Where `signatures` were given. */
  readonly signed: ExaminedSigner | undefined;
}

interface Inspection<Seen> {
  /** Of an OCI artifact. */
  readonly artifact: Artifact | undefined;
  readonly packages: readonly Seen[];
}

/**
 * Brings what a reference means, every package of an artifact that holds several, and lets `look` see each. Nothing is
 * installed, and nothing is left on disk.
 *
 * @throws InstallerError
 */
export async function inspectPackages<Seen>(
  options: InspectOptions,
  look: (found: InspectedPackage) => Promise<Seen>,
): Promise<Inspection<Seen>> {
  const { reference, configDir, signatures } = options;
  const store = await mkdtemp(path.join(tmpdir(), "flyloft-inspect-"));
  const place = { file: "the command line" };
  const run = await createRun(
    {
      ...options,
      config: { requests: [], failures: [] },
      store,
      lockfile: path.join(store, "none.yaml"),
      host: NO_HOST,
      signatures: signatures && soften(signatures),
    },
    {},
  );
  try {
    await run.store.prepare();
    const request = createRequest(reference, { baseDir: configDir, place });
    const artifact = await findArtifact(request, run);
    const packages: Seen[] = [];
    for (const one of eachOf(request, artifact, signatures)) {
      const found = await bring(one, run, signatures);
      packages.push(await look(found));
    }
    return { artifact, packages };
  } finally {
    await run.close();
    await rm(store, { recursive: true, force: true });
  }
}

/** Nothing is judged by what a portal has. */
const NO_HOST = {
  backstageVersion: "",
  node: process.versions.node,
  shared: {},
  sharedWithRemotes: {},
  modules: "",
};

async function findArtifact(
  request: PluginRequest,
  run: Run,
): Promise<Artifact | undefined> {
  const { reference } = request;
  if (reference.kind !== "oci") return undefined;
  const context = run.contextFor(request, () => run.store.stagingDir());
  try {
    const oci = await run.openOci();
    const registry = oci.registry(reference.registry, context);
    return await readArtifact(registry, reference, context.signal);
  } catch (error) {
    throw toInstallerError(error, RESOLVE_CODES, request);
  }
}

function eachOf(
  request: PluginRequest,
  artifact: Artifact | undefined,
  signatures: SignatureSettings | undefined,
): readonly PluginRequest[] {
  const { reference } = request;
  if (!artifact || reference.kind !== "oci" || reference.path !== undefined) {
    return [request];
  }
  const folders = readDynamicPackages(artifact.annotations) ?? [];
  if (folders.length < 2) return [request];
  // Who signed is judged by the tag that was asked for, too.
  const pinned = signatures ? {} : { digest: artifact.digest };
  return folders.map((folder) => ({
    ...request,
    reference: { ...reference, ...pinned, path: folder },
  }));
}

async function bring(
  request: PluginRequest,
  run: Run,
  signatures: SignatureSettings | undefined,
): Promise<InspectedPackage> {
  const context = run.contextFor(request, () => run.store.stagingDir());
  const resolved = await resolvePlugin(request, context);
  const fetched = await fetchPlugin(resolved, context);
  const { facts } = verifyPlugin(fetched, { locked: undefined });
  const { dir, files, packageJson, digest } = fetched;
  const { source } = resolved;
  const signed = signatures
    ? await examineSigner({ request, resolved, facts }, run, signatures)
    : undefined;
  return { dir, files, packageJson, facts, digest, source, signed };
}
