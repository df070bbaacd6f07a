export {
  FlyloftError,
  type FlyloftErrorOptions,
  type ErrorReport,
  type Place,
  formatPlace,
  isFlyloftError,
  reportError,
} from "./errors.ts";
export type {
  CombinedEntries,
  LegacyRoute,
  PortalManifest,
  RemoteDescription,
} from "./portal.ts";
export { redact } from "./redact.ts";
export {
  type NpmReference,
  type OciReference,
  type PathReference,
  type Reference,
  type UrlReference,
  parseReference,
} from "./reference.ts";
export type {
  PluginParts,
  PluginReport,
  PluginStatus,
  SourceKind,
} from "./reports.ts";
export { SHARED_MODULES, type SharedModule } from "./sharedModules.ts";
export { nearestName } from "./nearestName.ts";
