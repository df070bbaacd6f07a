import path from "node:path";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { DependencyRun } from "./dependencies/DependencyRun.ts";
import type { FetchContext } from "./fetch/FetchContext.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { type PluginLock, readLock } from "./lock/PluginLock.ts";
import { HttpClient } from "./network/HttpClient.ts";
import { DEFAULT_NETWORK_POLICY } from "./network/NetworkPolicy.ts";
import type { ResolveContext } from "./resolve/ResolveContext.ts";
import type { UnpackLimits } from "./sources/archive/unpack.ts";
import type { LazyOciAccess } from "./resolve/LazyOciAccess.ts";
import type { NpmAccess } from "./sources/npm/NpmAccess.ts";
import { NpmConfig } from "./sources/npm/NpmConfig.ts";
import { RemoteWorkshop } from "./remote/RemoteWorkshop.ts";
import type { SignaturePolicy } from "./signatures/SignaturePolicy.ts";
import { PluginStore, type StoreOptions } from "./store/PluginStore.ts";

const DEFAULT_UNPACK_LIMITS: UnpackLimits = {
  maxBytes: 1024 * 1024 * 1024,
  maxEntries: 50_000,
  maxDepth: 64,
  timeoutMs: 120_000,
};

/** What the plugins of one run share. */
export interface Run {
  readonly options: InstallOptions;
  readonly frozen: boolean;
  readonly lock: PluginLock;
  readonly store: PluginStore;
  /** Builds what packages lack that were published as they are. */
  readonly workshop: RemoteWorkshop;
  readonly dependencies: DependencyRun;
  /** What asking registries takes, for no plugin in particular. */
  readonly context: ResolveContext & NpmAccess;
  readonly openOci: LazyOciAccess["openOci"];
  /** Undefined where nothing is asked about signatures. */
  readonly signaturePolicy: () => Promise<SignaturePolicy | undefined>;
  /** The stages' context for one plugin. `stagingDir` is called per attempt. */
  contextFor(
    request: PluginRequest,
    stagingDir: () => Promise<string>,
  ): FetchContext & NpmAccess & LazyOciAccess;
  close(): Promise<void>;
}

/** Reads the lockfile; opens nothing else. The caller closes the run. */
export async function createRun(
  options: InstallOptions,
  storeOptions: StoreOptions,
): Promise<Run> {
  const { env, homeDir, configDir } = options;
  const network = { ...DEFAULT_NETWORK_POLICY, ...options.network };
  const limits = { ...DEFAULT_UNPACK_LIMITS, ...options.limits };
  const lock = await readLock(options.lockfile);
  const http = new HttpClient({ policy: network, env });
  const signal = options.signal ?? new AbortController().signal;
  let npmConfig: Promise<NpmConfig> | undefined;
  const oci = lazyOci();
  const direct = {
    network,
    limits,
    configDir,
    homeDir,
    env,
    signal,
    http,
    dockerConfigDir: env["DOCKER_CONFIG"] ?? path.join(homeDir, ".docker"),
    insecureRegistries: options.insecureRegistries ?? [],
    npmConfig: () =>
      (npmConfig ??= NpmConfig.read({ configDir, homeDir, env })),
    openOci: oci.openOci,
  };
  const mirrored = await openMirrored(options, direct);
  const shared = { ...direct, ...mirrored?.access };
  const run: Omit<Run, "dependencies"> = {
    options,
    frozen: options.frozen ?? false,
    lock,
    store: new PluginStore(options.store, storeOptions),
    workshop: new RemoteWorkshop(options.remotes, direct),
    contextFor: (request, stagingDir) => ({
      ...shared,
      stagingDir,
      locked: lock.get(request.text),
      onBytes: tellBytes(request, options),
    }),
    context: { ...shared, locked: undefined },
    openOci: shared.openOci,
    signaturePolicy: lazyPolicy(options),
    close: async () => {
      await Promise.all([
        http.close(),
        oci.close(),
        mirrored?.close(),
        dependencies.close(),
      ]);
    },
  };
  const { checkAlways = false } = storeOptions;
  const dependencies = new DependencyRun(run, checkAlways);
  return { ...run, dependencies };
}

function tellBytes(
  { text: plugin }: PluginRequest,
  { onEvent }: InstallOptions,
): FetchContext["onBytes"] {
  return (received, total) =>
    onEvent?.({ type: "bytes", plugin, received, total });
}

/** What stands in for registries and web servers where `dynamicPlugins.mirror` says so. */
async function openMirrored(
  { mirror }: InstallOptions,
  context: Omit<ResolveContext, "locked"> & NpmAccess,
) {
  if (!mirror) return undefined;
  const { openMirrorAccess } = await import("./mirror/openMirrorAccess.ts");
  const { http, session, close } = openMirrorAccess(mirror, {
    ...context,
    locked: undefined,
  });
  return { access: { http, openOci: async () => session }, close };
}

function lazyPolicy({ signatures }: InstallOptions): Run["signaturePolicy"] {
  let policy: Promise<SignaturePolicy> | undefined;
  return async () =>
    signatures?.rules.some(({ mode }) => mode !== "off")
      ? (policy ??= import("./signatures/SignaturePolicy.ts").then(
          ({ SignaturePolicy }) => new SignaturePolicy(signatures),
        ))
      : undefined;
}

/** The OCI client is loaded when the first `oci://` reference needs it. */
function lazyOci(): LazyOciAccess & { close(): Promise<void> } {
  let session: ReturnType<LazyOciAccess["openOci"]> | undefined;
  return {
    openOci: () =>
      (session ??= import("./sources/oci/OciSession.ts").then(
        ({ OciSession }) => new OciSession(),
      )),
    close: async () => (await session)?.close(),
  };
}
