import { BackendError } from "../errors.ts";
import type { RootServices, RouteTable } from "./RootServices.ts";

/** Who mounts routes. */
export interface RouteOwner {
  /** The package's name. */
  readonly source: string;
  readonly pluginId: string;
}

/**
 * The routes of one unit, so that those of a failed one can be taken out, also ones that it adds afterwards. None may
 * lie below `/api/<id>` of another plugin, whoever comes first.
 */
export class UnitRoutes implements RouteTable {
  readonly #root: Pick<RootServices, "routes" | "arrivals">;
  readonly #owner: RouteOwner;
  readonly #disposers: (() => void)[] = [];
  #isDisposed = false;

  constructor(
    root: Pick<RootServices, "routes" | "arrivals">,
    owner: RouteOwner,
  ) {
    this.#root = root;
    this.#owner = owner;
  }

  /** @throws BackendError `SERVE_ROUTE_RESERVED`, `SERVE_ROUTE_TAKEN` */
  mount(...[path, handler]: Parameters<RouteTable["mount"]>): () => void {
    if (this.#isDisposed) return () => undefined;
    this.#refuseForeign(path);
    const { source } = this.#owner;
    const dispose = this.#root.routes.mount(path, handler, source);
    this.#disposers.push(dispose);
    return dispose;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const dispose of this.#disposers.reverse()) dispose();
  }

  #refuseForeign(path: string): void {
    const { source, pluginId } = this.#owner;
    const id = pluginIdOf(path);
    if (id === undefined || id === pluginId.toLowerCase()) return;
    const entitled = this.#root.arrivals.ownerOf(id);
    if (entitled === undefined) return;
    throw new BackendError(
      "SERVE_ROUTE_RESERVED",
      `${source} mounts ${path}, which belongs to the plugin '${id}' of ${entitled}.`,
      { hint: `Disable ${source} or ${entitled}.`, plugin: source },
    );
  }
}

/** The id in a path or URL that begins with `/api/<id>`, in lower case, since paths don't tell cases apart. */
export function pluginIdOf(url: string): string | undefined {
  const [, id] = /^\/api\/([^/?#]+)/i.exec(url) ?? [];
  return id?.toLowerCase();
}
