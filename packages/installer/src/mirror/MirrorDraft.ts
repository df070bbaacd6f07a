import { describeBlob, toBlob } from "../sources/oci/blobContent.ts";
import { OCI_TYPES } from "../sources/oci/ociTypes.ts";
import { repositoryName } from "../signatures/repositoryName.ts";
import {
  ARCHIVE_LAYER,
  CONTENTS_LAYER,
  CONTENTS_ROLE,
  CONTENTS_TYPE,
  INDEX_ROLE,
  RELEASE_LAYER,
  ROLE,
  TITLE,
} from "./mediaTypes.ts";
import type {
  MirrorContents,
  MirroredArchive,
  MirroredReferrer,
  MirroredRelease,
} from "./MirrorContents.ts";
import type { MirrorManifest, MirrorTarget } from "./MirrorTarget.ts";

/** A manifest as indexes name it. */
export interface ManifestRef {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string | undefined;
}

interface RepositoryDraft {
  readonly tags: Map<string, string>;
  readonly referrers: Map<string, MirroredReferrer>;
}

/** What a mirror will hold, as it comes together. */
export class MirrorDraft {
  readonly digests = new Set<string>();
  readonly tags: Record<string, MirrorManifest> = {};
  readonly #brought = new Map<string, Promise<void>>();
  readonly #archives = new Map<string, MirroredArchive>();
  readonly #releases = new Map<string, MirroredRelease>();
  readonly #repositories = new Map<string, RepositoryDraft>();
  readonly #manifests = new Map<string, ManifestRef>();

  /** Several may want one thing at the same time: the first brings it, the others wait. */
  once(digest: string, bring: () => Promise<void>): Promise<void> {
    const known = this.#brought.get(digest);
    if (known) return known;
    this.digests.add(digest);
    const brought = bring();
    this.#brought.set(digest, brought);
    return brought;
  }

  addArchive(archive: MirroredArchive): void {
    const { digest, size, title, integrity } = archive;
    this.digests.add(digest);
    this.#archives.set(integrity, { digest, size, title, integrity });
  }

  addRelease(release: MirroredRelease): void {
    const key = `${release.name}@${release.version}`;
    const before = this.#releases.get(key)?.tags ?? [];
    const tags = [...new Set([...before, ...release.tags])].sort();
    this.digests.add(release.document.digest);
    this.#releases.set(key, { ...release, tags });
  }

  addManifest(manifest: ManifestRef): void {
    const { mediaType, digest, size, artifactType } = manifest;
    const type = artifactType && { artifactType };
    this.#manifests.set(digest, { mediaType, digest, size, ...type });
  }

  /** Of a registry as references name it. */
  repository(registry: string, repository: string): RepositoryDraft {
    const name = repositoryName(registry, repository);
    const known = this.#repositories.get(name);
    if (known) return known;
    const draft = { tags: new Map(), referrers: new Map() };
    this.#repositories.set(name, draft);
    return draft;
  }

  /** Writes what says what everything is, and answers the index of it all. */
  async complete(target: MirrorTarget): Promise<MirrorManifest> {
    const contents = toBlob(this.#contents());
    const empty = toBlob({});
    for (const blob of [contents, empty]) {
      await target.put(blob);
      this.digests.add(blob.digest);
    }
    const manifest = toManifest(OCI_TYPES.manifest, {
      artifactType: CONTENTS_TYPE,
      config: describeBlob(OCI_TYPES.empty, empty),
      layers: [describeBlob(CONTENTS_LAYER, contents), ...this.#layers()],
    });
    await target.putManifest(manifest);
    this.digests.add(manifest.digest);
    const named = describeBlob(OCI_TYPES.manifest, manifest);
    const others = sorted(this.#manifests.values(), ({ digest }) => digest);
    return toManifest(OCI_TYPES.index, {
      manifests: [
        { ...named, annotations: { [ROLE]: CONTENTS_ROLE } },
        ...others,
      ],
      annotations: { [ROLE]: INDEX_ROLE },
    });
  }

  #layers(): object[] {
    const archives = sorted(this.#archives.values(), nameOfArchive);
    const releases = sorted(this.#releases.values(), nameOfRelease);
    return [
      ...archives.map(({ digest, size, title }) => ({
        mediaType: ARCHIVE_LAYER,
        digest,
        size,
        annotations: { [TITLE]: title },
      })),
      ...releases.map(({ document: { digest, size } }) => ({
        mediaType: RELEASE_LAYER,
        digest,
        size,
      })),
    ];
  }

  #contents(): MirrorContents {
    return {
      version: 1,
      archives: sorted(this.#archives.values(), nameOfArchive),
      releases: sorted(this.#releases.values(), nameOfRelease),
      repositories: sorted(this.#repositories, ([name]) => name).map(
        ([name, { tags, referrers }]) => ({
          name,
          tags: Object.fromEntries(sorted(tags, ([tag]) => tag)),
          referrers: sorted(
            referrers.values(),
            ({ subject, digest }) => `${subject} ${digest}`,
          ),
        }),
      ),
    };
  }
}

function nameOfArchive({ title, integrity }: MirroredArchive): string {
  return `${title} ${integrity}`;
}

function nameOfRelease({ name, version }: MirroredRelease): string {
  return `${name}@${version}`;
}

/** By code units, the same on every machine. */
function sorted<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
): Item[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function toManifest(mediaType: string, content: object): MirrorManifest {
  const blob = toBlob({ schemaVersion: 2, mediaType, ...content });
  return { ...blob, mediaType };
}
