import type { UnpackLimits } from "../sources/archive/unpack.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";

/** What the fetchers of all source kinds may use, in addition to the resolvers' context. */
export interface FetchContext extends ResolveContext {
  /** Makes a fresh, empty folder of this attempt; each call makes another. The caller of the stage removes them. */
  readonly stagingDir: () => Promise<string>;
  readonly limits: UnpackLimits;
  /** Called as bytes arrive. `total` is undefined where the registry doesn't tell. */
  readonly onBytes: (received: number, total: number | undefined) => void;
}
