import type {
  BackendFeature,
  ServiceFactory,
} from "@backstage/backend-plugin-api";

/** One feature of a package that belongs to a plugin: the plugin itself, or a module of it. */
export interface Member {
  readonly source: string;
  readonly pluginId: string;
  /** Undefined for the plugin itself. */
  readonly moduleId: string | undefined;
  readonly feature: BackendFeature;
}

/** A service that a package gives to all plugins. */
export interface SuppliedService {
  readonly source: string;
  readonly factory: ServiceFactory;
}

/** A plugin and the modules that extend it: what starts, fails and stops together. */
export interface Unit {
  readonly pluginId: string;
  /** The plugin first. */
  readonly members: readonly Member[];
}
