import { formatPlace } from "@flyloft/plugin-core";
import type { CacheRepository } from "../config/RemoteSettings.ts";
import { InstallerError } from "../errors.ts";
import type { FetchContext } from "../fetch/FetchContext.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { LazyOciAccess } from "../resolve/LazyOciAccess.ts";
import { downloadBlob } from "../sources/oci/downloadBlob.ts";
import type { OciRegistry } from "../sources/oci/OciRegistry.ts";
import type { Manifest } from "../sources/oci/parseManifest.ts";
import { packageFolder } from "../sources/oci/createImage.ts";
import { pushPackage } from "../sources/oci/pushPackage.ts";
import { RegistryFailure } from "../sources/oci/RegistryFailure.ts";
import { hintFor, isRegistryDown } from "../sources/oci/toInstallerError.ts";
import { toLayers } from "../sources/oci/toLayers.ts";
import { unpackArtifact } from "../sources/oci/unpackArtifact.ts";
import { checkCachedRemote, readRemotePackage } from "./checkCachedRemote.ts";
import type {
  Acceptance,
  RemoteCache,
  RemoteIdentity,
  StagedRemote,
} from "./RemoteCache.ts";

export type CacheContext = LazyOciAccess &
  Omit<FetchContext, "stagingDir" | "onBytes" | "locked">;

/** Holds a tag against having been put on another remote by mistake. */
const KEY_ANNOTATION = "io.flyloft.remote-key";

/**
 * Built remotes in a repository of an OCI registry, each under a tag that is its key. Whoever may push there decides
 * what code runs in users' browsers, as with any registry of plugins: it is the platform engineer's to choose and to
 * guard. What comes from there is held to what a build of this package could have given: its name and version, a remote
 * and nothing else.
 */
export class OciRemoteCache implements RemoteCache {
  readonly #place: CacheRepository;
  readonly #context: CacheContext;
  readonly #refused = new Set<string>();
  /** Set once it doesn't answer: the plugins of this run don't wait for it one after the other. */
  #down: unknown;

  constructor(place: CacheRepository, context: CacheContext) {
    this.#place = place;
    this.#context = context;
  }

  async pull<Result>(
    wanted: RemoteIdentity,
    { stagingDir, accept }: Acceptance<Result>,
  ): Promise<Result | undefined> {
    return this.#asking("can't be read", async (registry) => {
      const manifest = await this.#find(registry, wanted);
      if (!manifest) return undefined;
      try {
        const dir = await stagingDir();
        const remote = await this.#unpack({ registry, manifest, wanted, dir });
        await checkCachedRemote(remote, wanted);
        return await accept(remote);
      } catch (error) {
        if (!isRegistryDown(error)) this.#refused.add(wanted.key);
        throw error;
      }
    });
  }

  async push(identity: RemoteIdentity, remote: StagedRemote): Promise<void> {
    // Told already, to whoever asked first.
    if (this.#down) return;
    await this.#asking("doesn't take a remote", async (registry) => {
      const isThere =
        !this.#refused.has(identity.key) &&
        (await this.#find(registry, identity)) !== undefined;
      if (isThere) return;
      const artifact = {
        ...remote,
        repository: this.#place.repository,
        tag: tagOf(identity),
        packageJson: await readRemotePackage(remote),
        annotations: { [KEY_ANNOTATION]: identity.key },
      };
      await pushPackage(registry, artifact, this.#context.signal);
      this.#refused.delete(identity.key);
    });
  }

  async #find(
    registry: OciRegistry,
    wanted: RemoteIdentity,
  ): Promise<Manifest | undefined> {
    const { repository } = this.#place;
    const { signal } = this.#context;
    try {
      const tag = tagOf(wanted);
      return (await registry.readManifest(repository, tag, signal)).manifest;
    } catch (error) {
      if (error instanceof NetworkFailure && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async #unpack({
    registry,
    manifest,
    wanted,
    dir,
  }: {
    registry: OciRegistry;
    manifest: Manifest;
    wanted: RemoteIdentity;
    dir: string;
  }): Promise<StagedRemote> {
    const layers = manifest.kind === "image" ? toLayers(manifest.layers) : [];
    const [layer] = layers;
    const { key } = wanted;
    const isOurs = manifest.annotations[KEY_ANNOTATION] === key;
    if (!isOurs || !layer || layers.length > 1) {
      throw new Error(`the tag ${tagOf(wanted)} is on something else`);
    }
    const { network, limits, signal } = this.#context;
    if (layer.size > network.maxDownloadBytes) {
      throw new Error(`the remote has ${layer.size} bytes, which is too many`);
    }
    const blob = await downloadBlob(registry, {
      repository: this.#place.repository,
      layer,
      folder: dir,
      signal,
      onBytes: () => {},
    });
    try {
      return await unpackArtifact([{ layer, read: async () => blob }], {
        folder: packageFolder(wanted.name),
        into: dir,
        limits,
        plugin: wanted.name,
        place: this.#place.place,
      });
    } finally {
      await blob.file.close();
    }
  }

  async #asking<Result>(
    problem: string,
    ask: (registry: OciRegistry) => Promise<Result>,
  ): Promise<Result> {
    const { registry, place } = this.#place;
    try {
      if (this.#down) throw this.#down;
      const session = await this.#context.openOci();
      const context = { ...this.#context, locked: undefined };
      return await ask(session.registry(registry, context));
    } catch (error) {
      this.#context.signal.throwIfAborted();
      if (isRegistryDown(error)) this.#down = error;
      throw new InstallerError(
        "INSTALL_REMOTE_CACHE",
        `The cache of built remotes ${problem}: ${(error as Error).message} (${formatPlace(place)})`,
        {
          hint: `The remote was built here instead. ${nextStep(error)}`,
          place,
          cause: error,
        },
      );
    }
  }
}

function nextStep(error: unknown): string {
  const isTampered =
    error instanceof RegistryFailure && error.problem === "digest";
  return error instanceof NetworkFailure && !isTampered
    ? hintFor(error)
    : "Find out who pushed it; where dynamicPlugins.remotes.push is set, the next build takes its place.";
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests says what a tag may be. */
function tagOf({ key }: RemoteIdentity): string {
  return `remote-${key.replace(/^sha256-/, "")}`;
}
