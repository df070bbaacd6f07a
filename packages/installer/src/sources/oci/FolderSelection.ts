import { isWhiteout, parseWhiteout } from "./mergeLayers.ts";

const MOST_REMEMBERED = 50;

/** Picks one folder out of the entries of an artifact's layers, and remembers what else was there for messages. */
export class FolderSelection {
  readonly #prefix: string;
  readonly #tops = new Set<string>();
  #clears = false;

  /** `folder` is relative and clean; `.` for everything. */
  constructor(folder: string) {
    this.#prefix = folder === "." ? "" : `${folder}/`;
  }

  /** Folders and files at the top of the artifact. */
  get tops(): readonly string[] {
    return [...this.#tops];
  }

  /** Where an entry goes below the folder; undefined for what isn't in it. */
  readonly select = (path: string): string | undefined => {
    this.#remember(path);
    if (isWhiteout(path) && this.#removesAll(path)) {
      this.#clears = true;
      return undefined;
    }
    // With its slash: `plugin-one/` never matches `plugin-one-evil/`.
    return path.startsWith(this.#prefix)
      ? path.slice(this.#prefix.length)
      : undefined;
  };

  /** Whether the entries since the last call removed the whole folder from the layers below. */
  takeClears(): boolean {
    const clears = this.#clears;
    this.#clears = false;
    return clears;
  }

  #removesAll(whiteout: string): boolean {
    const { target, isOpaque } = parseWhiteout(whiteout);
    const emptied = target === "" ? "" : `${target}/`;
    return isOpaque
      ? this.#prefix.startsWith(emptied)
      : this.#prefix !== "" && this.#prefix.startsWith(emptied);
  }

  #remember(path: string) {
    if (this.#tops.size >= MOST_REMEMBERED) return;
    const [top = ""] = path.split("/", 1);
    this.#tops.add(top);
  }
}
