export { describeSigner } from "./describeSigner.ts";
export {
  FlyloftError,
  type FlyloftErrorOptions,
  type ErrorReport,
  type Place,
  formatPlace,
  isFlyloftError,
  placeBeyondMessage,
  reportError,
} from "./errors.ts";
export type {
  LegacyAppIcon,
  LegacyBinding,
  LegacyBindingEnd,
  LegacyCondition,
  LegacyExport,
  LegacyFrontend,
  LegacyMenuItem,
  LegacyMount,
  LegacyProps,
  LegacyRoute,
  LegacyTab,
  LegacyTest,
} from "./legacyFrontend.ts";
export { LENT_PACKAGES } from "./lentPackages.ts";
export {
  EVENTS_PATH,
  PORTAL_DATA_PATH,
  type CombinedEntries,
  type DevelopmentProblem,
  type DevelopmentView,
  type GenerationEvent,
  type PortalData,
  type PortalManifest,
  type RemoteDescription,
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
  GenerationRecord,
  IsolationReport,
  IsolationTier,
  PluginCategory,
  PluginOrigin,
  PluginParts,
  PluginPermissions,
  PluginProfile,
  PluginReport,
  PluginSigner,
  PluginStatus,
  ProcessReport,
  SandboxMechanism,
  SourceKind,
} from "./reports.ts";
export { SCOPES, type Scope, isScope } from "./scopes.ts";
export { SHARED_MODULES, type SharedModule } from "./sharedModules.ts";
export { nearestName } from "./nearestName.ts";
