import type { AppConfig } from "@backstage/config";
import type {
  ConfigOrigin,
  IsolationRequest,
  PackageFacts,
} from "@flyloft/installer";
import type { PluginReport } from "@flyloft/plugin-core";

/** One entry of a generation. Disabled and failed ones are listed too; they have no `dir`. */
export interface GenerationPlugin {
  /** What administrators' changes of it are kept by. Left out where its entry can't be understood. */
  readonly key?: string | undefined;
  /** Key of the plugin that brings it along. */
  readonly comesWith?: string | undefined;
  readonly report: PluginReport;
  /** Absolute path of the package's root in the store. */
  readonly dir: string | undefined;
  /** JSON file of the store that remembers what was brought beside a package that doesn't bring its dependencies along. */
  readonly treeFile?: string | undefined;
  /** What the store has of a disabled one. */
  readonly kept?: { readonly dir: string; readonly facts: PackageFacts };
  /** `sha256-<hex>` over the package's files: what its URLs are made of. */
  readonly tree: string | undefined;
  /** The same of the package that it was built from, where that is another one in the store. */
  readonly madeOf?: string | undefined;
  readonly facts: PackageFacts | undefined;
  /** As the configuration asks. Undefined where nothing of it is to run. */
  readonly isolation: IsolationRequest | undefined;
}

/**
 * One immutable, complete set of plugins and configuration that a backend process runs. Written as JSON, without the
 * values of variables: secrets go to the backend process in memory.
 */
export interface Generation {
  readonly number: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly configFiles: readonly string[];
  /** Which plugin set which key of the configuration. */
  readonly pluginConfig: readonly ConfigOrigin[];
  /** The whole configuration, with placeholders where a variable's value stood: see `configTemplate.ts`. */
  readonly config: readonly AppConfig[];
  readonly plugins: readonly GenerationPlugin[];
}

export type GenerationContent = Omit<Generation, "number" | "createdAt">;
