import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import type { FetchContext } from "../fetch/FetchContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { usualTarballUrl } from "../sources/npm/publishedTarball.ts";
import { Limiter } from "../sources/oci/Limiter.ts";
import type { LinkStore } from "../store/LinkStore.ts";
import type { LockedPackage } from "./DependencyTree.ts";
import { PackageContent } from "./PackageContent.ts";
import { readTraits } from "./readTraits.ts";

export interface WantedPackage {
  /** Asks for it, as part of its tree. */
  readonly request: PluginRequest;
  /** As published. */
  readonly name: string;
  readonly locked: LockedPackage;
}

export interface ContentOptions {
  readonly links: LinkStore;
  readonly contextFor: (request: PluginRequest) => FetchContext & NpmAccess;
}

/** Downloads wait and unpacking works; both are kept busy. */
const FETCHES_AT_ONCE = 24;

/** The files of dependencies: from the store, or fetched, each once per run whoever asks. */
export class PackageContents {
  readonly #options: ContentOptions;
  readonly #known = new Map<string, Promise<PackageContent>>();
  readonly #limiter = new Limiter(FETCHES_AT_ONCE);

  constructor(options: ContentOptions) {
    this.#options = options;
  }

  /** Throws an InstallerError with a `FETCH_` code, which names the dependency and no plugin. */
  get(wanted: WantedPackage): Promise<PackageContent> {
    const { name, locked } = wanted;
    const key = `${name}@${locked.version} ${locked.integrity}`;
    const known = this.#known.get(key);
    if (known) return known;
    const content = this.#find(wanted)
      .then((found) => found ?? this.#limiter.run(() => this.#fetch(wanted)))
      .catch((error: unknown) => {
        throw forAnyPlugin(error, wanted.request);
      });
    this.#known.set(key, content);
    return content;
  }

  async #find({
    name,
    locked,
  }: WantedPackage): Promise<PackageContent | undefined> {
    const { links } = this.#options;
    const { version, integrity } = locked;
    const link = await links.findContent({ name, version }, integrity);
    const marker = link === undefined ? undefined : links.read(link);
    if (link === undefined || !marker) return undefined;
    return new PackageContent({
      dir: links.dirOf(link, name),
      files: links.files(link),
      traits: marker.traits,
      isStaged: false,
    });
  }

  async #fetch({
    request,
    name,
    locked,
  }: WantedPackage): Promise<PackageContent> {
    const context = this.#options.contextFor(request);
    const { version, integrity } = locked;
    const config = await context.npmConfig();
    const usual = usualTarballUrl({ name, version }, config.registryOf(name));
    const source = {
      kind: "npm" as const,
      name,
      version,
      tarball: locked.tarball ?? usual,
      integrity,
      unpackedSize: undefined,
    };
    const { fetchNpm } = await import("../fetch/fetchNpm.ts");
    const fetched = await fetchNpm(
      {
        request: { ...request, text: `${name}@${version}` },
        source,
        digest: integrity,
        stale: false,
      },
      source,
      // What a dependency weighs says nothing of how far its plugin is.
      { ...context, onBytes: () => undefined },
    );
    const { dir, files } = fetched;
    const traits = readTraits(fetched);
    return new PackageContent({ dir, files, traits, isStaged: true });
  }
}

/** Several plugins may wait for a dependency; the first one's entry is no news to the others. */
function forAnyPlugin(error: unknown, { place }: PluginRequest): unknown {
  if (!(error instanceof InstallerError)) return error;
  const { code, hint, message } = error;
  const said = message.replace(` (${formatPlace(place)})`, "");
  return new InstallerError(code, said, { hint, cause: error });
}
