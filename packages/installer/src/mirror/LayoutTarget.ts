import type { BlobContent } from "../sources/oci/blobContent.ts";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { mapConcurrently } from "../mapConcurrently.ts";
import { blobFile, indexFileSchema } from "./LayoutConnection.ts";
import { LAYOUT_TAG } from "./openMirror.ts";
import { OCI_TYPES } from "../sources/oci/ociTypes.ts";
import { INDEX_ROLE, REF_NAME, ROLE } from "./mediaTypes.ts";
import type { BlobRef, MirroredArchive } from "./MirrorContents.ts";
import type {
  MirrorEnd,
  MirrorManifest,
  MirrorTarget,
} from "./MirrorTarget.ts";

const MARKER = "oci-layout";
const INDEX_FILE = "index.json";
const UNFINISHED = ".unfinished-";
const ALGORITHMS = ["sha256", "sha512"] as const;
const READS_AT_ONCE = 4;

type Held = Omit<MirroredArchive, "title">;

/**
 * An OCI image layout in a folder. Each file is written under another name and renamed; the index comes last, so that a run
 * that is broken off leaves the mirror that was there, and bytes that the next one finds.
 */
export class LayoutTarget implements MirrorTarget {
  readonly text: string;
  readonly #folder: string;
  /** By digest. */
  readonly #sizes = new Map<string, number>();
  /** By integrity, in every algorithm. */
  readonly #held = new Map<string, Held>();

  private constructor(folder: string, text: string) {
    this.#folder = folder;
    this.text = text;
  }

  /** Throws where the folder holds something else, or can't be written. */
  static async open(folder: string, text: string): Promise<LayoutTarget> {
    const entries = await readdir(folder).catch((): string[] => []);
    const isOther =
      entries.length > 0 &&
      (!entries.includes(MARKER) ||
        (entries.includes(INDEX_FILE) && !(await holdsMirror(folder))));
    if (isOther) throw new Error("there is something else in it");
    for (const algorithm of ALGORITHMS) {
      await mkdir(path.join(folder, "blobs", algorithm), { recursive: true });
    }
    const target = new LayoutTarget(folder, text);
    await target.#write(
      MARKER,
      JSON.stringify({ imageLayoutVersion: "1.0.0" }),
    );
    await target.#look();
    return target;
  }

  findArchive(integrity: string): Promise<Held | undefined> {
    return Promise.resolve(this.#held.get(integrity));
  }

  has({ digest, size }: BlobRef): Promise<boolean> {
    return Promise.resolve(this.#sizes.get(digest) === size);
  }

  async put({ digest, bytes }: BlobContent): Promise<void> {
    if (this.#sizes.has(digest)) return;
    const file = blobFile(this.#folder, digest);
    await this.#write(path.relative(this.#folder, file), bytes);
    this.#sizes.set(digest, bytes.length);
  }

  putManifest(manifest: MirrorManifest): Promise<void> {
    return this.put(manifest);
  }

  async finish({ root, digests }: MirrorEnd): Promise<void> {
    await this.put(root);
    const index = {
      schemaVersion: 2,
      mediaType: OCI_TYPES.index,
      manifests: [
        {
          mediaType: root.mediaType,
          digest: root.digest,
          size: root.bytes.length,
          annotations: { [REF_NAME]: LAYOUT_TAG, [ROLE]: INDEX_ROLE },
        },
      ],
    };
    await this.#write(INDEX_FILE, JSON.stringify(index));
    for (const digest of this.#sizes.keys()) {
      if (digest === root.digest || digests.has(digest)) continue;
      await rm(blobFile(this.#folder, digest), { force: true });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** What is there counts by its bytes, not by its name: it may have been altered or broken off. */
  async #look(): Promise<void> {
    for (const algorithm of ALGORITHMS) {
      const dir = path.join(this.#folder, "blobs", algorithm);
      const names = await readdir(dir);
      await mapConcurrently(names, READS_AT_ONCE, async (name) => {
        const file = path.join(dir, name);
        const { size, digests, integrities } = await identify(file);
        const digest = `${algorithm}:${name}`;
        if (!digests.includes(digest)) return rm(file, { force: true });
        this.#sizes.set(digest, size);
        for (const integrity of integrities) {
          this.#held.set(integrity, { digest, size, integrity });
        }
      });
    }
    for (const name of await readdir(this.#folder)) {
      if (!name.startsWith(UNFINISHED)) continue;
      await rm(path.join(this.#folder, name), { force: true });
    }
  }

  async #write(name: string, content: string | Uint8Array): Promise<void> {
    const unfinished = `${UNFINISHED}${crypto.randomUUID()}`;
    const temporary = path.join(this.#folder, unfinished);
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path.join(this.#folder, name));
  }
}

async function holdsMirror(folder: string): Promise<boolean> {
  const text = await readFile(path.join(folder, INDEX_FILE), "utf8");
  const { manifests } = indexFileSchema.parse(JSON.parse(text));
  return manifests.every(({ annotations }) => annotations[ROLE] === INDEX_ROLE);
}

interface Identity {
  readonly size: number;
  readonly digests: readonly string[];
  /** SRI. */
  readonly integrities: readonly string[];
}

const HASHES = ["sha512", "sha384", "sha256", "sha1"] as const;

async function identify(file: string): Promise<Identity> {
  const hashes = HASHES.map((name) => ({ name, hash: createHash(name) }));
  let size = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    size += chunk.length;
    for (const { hash } of hashes) hash.update(chunk);
  }
  const found = hashes.map(({ name, hash }) => ({
    name,
    bytes: hash.digest(),
  }));
  return {
    size,
    digests: found.map(({ name, bytes }) => `${name}:${bytes.toString("hex")}`),
    integrities: found.map(
      ({ name, bytes }) => `${name}-${bytes.toString("base64")}`,
    ),
  };
}
