import type { HttpClient } from "../../network/HttpClient.ts";
import type { NpmConfig } from "./NpmConfig.ts";

/** What reading from an npm registry takes, in addition to a stage's context. Made once per run, used by all plugins. */
export interface NpmAccess {
  readonly http: Pick<HttpClient, "get">;
  /** Reads the `.npmrc` files on first use. */
  readonly npmConfig: () => Promise<NpmConfig>;
}
