import { BackendError } from "../errors.ts";

export interface PrefixEntry<Value> {
  readonly value: Value;
  /** The package that asks for it; undefined for the portal itself. */
  readonly source: string | undefined;
}

/** What the portal answers itself. Nobody else's routes lie there, and none contain them. */
const PORTAL_PATHS = ["/.flyloft", "/.backstage", "/static", "/metrics"];
/** Contains what belongs to plugins, one by one. */
const API = "/api";

/** A table of path prefixes, of which none contains another, so that nothing is shadowed. Cases aren't told apart. */
export class RoutePrefixes<Value> {
  readonly #entries = new Map<string, PrefixEntry<Value>>();
  /** The number of segments of the longest prefix. */
  #depth = 0;

  get prefixes(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** @throws BackendError `SERVE_ROUTE_RESERVED`, `SERVE_ROUTE_TAKEN` */
  add(path: string, entry: PrefixEntry<Value>): () => void {
    const prefix = normalize(path);
    const { source } = entry;
    if (source !== undefined) refuseReserved(prefix, source);
    for (const [taken, { source: owner }] of this.#entries) {
      if (overlap(taken, prefix)) {
        throw routeTaken({ path: prefix, source }, { path: taken, owner });
      }
    }
    this.#entries.set(prefix, entry);
    this.#depth = Math.max(this.#depth, prefix.split("/").length - 1);
    return () => {
      if (this.#entries.get(prefix) === entry) this.#entries.delete(prefix);
    };
  }

  /** The value of the prefix that contains the path. Takes as long with many prefixes as with one. */
  find(path: string): Value | undefined {
    const wanted = path.toLowerCase();
    let end = 0;
    for (let depth = 0; depth < this.#depth; depth++) {
      end = wanted.indexOf("/", end + 1);
      const prefix = end < 0 ? wanted : wanted.slice(0, end);
      const found = this.#entries.get(prefix);
      if (found) return found.value;
      if (end < 0) return undefined;
    }
    return undefined;
  }
}

function refuseReserved(prefix: string, source: string): void {
  const reserved =
    PORTAL_PATHS.find((path) => overlap(path, prefix)) ??
    (contains(prefix, API) ? API : undefined);
  if (reserved === undefined) return;
  throw new BackendError(
    "SERVE_ROUTE_RESERVED",
    `${source} mounts ${prefix || "/"}, but ${reserved} is the portal's own.`,
    {
      hint: `Disable ${source}; its routes belong below its own /api/<id>.`,
      plugin: source,
    },
  );
}

function routeTaken(
  { path, source }: { path: string; source: string | undefined },
  taken: { path: string; owner: string | undefined },
): BackendError {
  const owner = taken.owner ?? "the portal";
  return new BackendError(
    "SERVE_ROUTE_TAKEN",
    `${source ?? "The portal"} mounts ${path}, which overlaps with ${taken.path} of ${owner}.`,
    { hint: `Disable ${source} or ${owner}.`, plugin: source },
  );
}

function normalize(path: string): string {
  const trimmed = path.replace(/\/+$/, "").toLowerCase();
  return trimmed === "" || trimmed.startsWith("/") ? trimmed : `/${trimmed}`;
}

function overlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

function contains(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
