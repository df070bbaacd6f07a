import type { PackageFacts } from "@flyloft/installer";
import type { Place, PluginReport } from "@flyloft/plugin-core";

/** One entry of a generation. Disabled and failed ones are listed too; they have no `dir`. */
export interface GenerationPlugin {
  readonly report: PluginReport;
  /** Absolute path of the package's root in the store. */
  readonly dir: string | undefined;
  /** `sha256-<hex>` over the package's files: what its URLs are made of. */
  readonly tree: string | undefined;
  readonly facts: PackageFacts | undefined;
}

/** Which plugin set a key of the merged configuration, and where. `written` has its variables not replaced. */
interface ConfigKeyOrigin {
  readonly key: string;
  readonly written: string;
  readonly plugin: string;
  readonly place: Place;
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
  readonly pluginConfig: readonly ConfigKeyOrigin[];
  readonly plugins: readonly GenerationPlugin[];
}
