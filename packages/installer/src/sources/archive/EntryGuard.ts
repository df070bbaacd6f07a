import type { Refuse } from "./ArchiveRefusal.ts";
import { checkEntryPath } from "./checkEntryPath.ts";
import type { UnpackLimits } from "./unpack.ts";

export type EntryKind = "file" | "folder";

interface Known {
  readonly path: string;
  readonly kind: EntryKind;
}

/**
 * Sees every entry of one archive before anything of it is written. Refuses a name that was there before, that means
 * the same file on a file system without case or with Unicode normalisation, or that is a file and a folder at once.
 */
export class EntryGuard {
  readonly #limits: UnpackLimits;
  readonly #refuse: Refuse;
  readonly #known = new Map<string, Known>();
  readonly #folders = new Set<string>([""]);
  readonly #onRepeat: ((path: string) => void) | undefined;
  #seen = 0;
  #bytes = 0;

  /** A file that is there twice is refused, or told to `onRepeat`, which holds one content against the other. */
  constructor(
    limits: UnpackLimits,
    refuse: Refuse,
    onRepeat?: (path: string) => void,
  ) {
    this.#limits = limits;
    this.#refuse = refuse;
    this.#onRepeat = onRepeat;
  }

  /** Entries admitted so far. */
  get seen(): number {
    return this.#seen;
  }

  /** The entry's clean path, or the empty string for the archive's root. `size` in bytes. */
  admit(name: string, kind: EntryKind, size: number): string {
    const { maxEntries, maxBytes, maxDepth } = this.#limits;
    this.#seen += 1;
    if (this.#seen > maxEntries) {
      throw this.#refuse(
        "FETCH_ARCHIVE_LIMIT",
        `has more than ${maxEntries} entries`,
      );
    }
    this.#bytes += size;
    if (this.#bytes > maxBytes) {
      const problem = `brings it above ${maxBytes} unpacked bytes`;
      throw this.#refuse("FETCH_ARCHIVE_LIMIT", problem, name);
    }
    const rules = { maxDepth, refuse: this.#refuse };
    const path = checkEntryPath(name, rules);
    if (path === "") {
      if (kind === "folder") return path;
      throw this.#refuse("FETCH_ARCHIVE_PATH", "has no file name", name);
    }
    this.#rememberFolder(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    if (kind === "folder") this.#rememberFolder(path);
    else this.#remember(path, kind);
    return path;
  }

  #rememberFolder(path: string): void {
    if (this.#folders.has(path)) return;
    this.#rememberFolder(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    this.#remember(path, "folder");
    this.#folders.add(path);
  }

  #remember(path: string, kind: EntryKind): void {
    const key = foldName(path);
    const earlier = this.#known.get(key);
    if (earlier) {
      const isSame = earlier.path === path && earlier.kind === kind;
      if (isSame && this.#onRepeat) return this.#onRepeat(path);
      const problem = describeClash(earlier, { path, kind });
      throw this.#refuse("FETCH_ARCHIVE_DUPLICATE", problem, path);
    }
    this.#known.set(key, { path, kind });
  }
}

// oxlint-disable-next-line no-control-regex -- ASCII starts there.
const ASCII = /^[\u0000-\u007f]*$/;

/** Coarser than every file system's own folding, so that no two names that pass can meet on one. */
function foldName(path: string): string {
  return ASCII.test(path)
    ? path.toUpperCase()
    : path.normalize("NFKD").toUpperCase().normalize("NFKD");
}

function describeClash(earlier: Known, later: Known): string {
  if (earlier.path !== later.path)
    return "differs from another entry only by case or Unicode form";
  return earlier.kind === later.kind
    ? "is there twice"
    : "is a file and a folder";
}
