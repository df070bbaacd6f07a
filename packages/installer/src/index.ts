export { entrySchema, sectionSchema } from "./config/configSchema.ts";
export { ConfigFile } from "./config/ConfigFile.ts";
export {
  type ConfigOrigin,
  type MergedPluginConfig,
  mergePluginConfigs,
} from "./config/mergePluginConfigs.ts";
export { createRequest } from "./config/createRequest.ts";
export {
  DEFAULT_ISOLATION,
  type IsolationRequest,
} from "./config/IsolationRequest.ts";
export type {
  ConfigLeaf,
  JsonObject,
  JsonValue,
  PluginRequest,
  PullPolicy,
} from "./config/PluginRequest.ts";
export {
  type ConfigOverlay,
  type DesiredPlugin,
  OVERLAY_FILE,
} from "./config/DesiredPlugin.ts";
export { builtInName, desiredKey } from "./config/desiredKey.ts";
export type { EntryFailure } from "./config/EntryFailure.ts";
export {
  type CatalogSettings,
  DEFAULT_MARKETPLACE,
  type MarketplaceSettings,
} from "./config/MarketplaceSettings.ts";
export type { MirrorPlace } from "./config/MirrorPlace.ts";
export { readMirrorPlace } from "./config/readMirrorPlace.ts";
export type {
  GenerationSettings,
  ManagementSettings,
  PluginSettings,
} from "./config/PluginSettings.ts";
export {
  type PluginRequests,
  readPluginRequests,
} from "./config/readPluginRequests.ts";
export {
  type CacheRepository,
  DEFAULT_REMOTE_SETTINGS,
  type RemoteSettings,
} from "./config/RemoteSettings.ts";
export type {
  AcceptedContainerSigner,
  AcceptedSigner,
  SignatureRule,
  SignatureSettings,
} from "./config/SignatureSettings.ts";
export type {
  CatalogReport,
  MarketplaceDetail,
  MarketplaceEntry,
  MarketplaceList,
} from "./catalog/MarketplaceEntry.ts";
export type { OfferedVersion } from "./catalog/OfferedVersion.ts";
export { CATALOG_TYPE } from "./catalog/readCatalogArtifact.ts";
export { InstallerError, type InstallerErrorCode } from "./errors.ts";
export {
  type ExaminedArchive,
  type ExamineOptions,
  examineArchive,
} from "./examineArchive.ts";
export type { TreeFile } from "./fetch/FetchedPlugin.ts";
export {
  type PluginUpdate,
  type UpdatablePlugin,
  type UpdateOptions,
  findUpdates,
} from "./findUpdates.ts";
export type { InstallOptions } from "./InstallOptions.ts";
export type { InstalledPlugin } from "./install/InstalledPlugin.ts";
export {
  type FailedPlugin,
  type InstallResult,
  installPlugins,
} from "./installPlugins.ts";
export { listVersions } from "./listVersions.ts";
export type { LockEntry } from "./lock/LockEntry.ts";
export {
  type PluginLock,
  readLock,
  readLockedTrees,
  writeLock,
} from "./lock/PluginLock.ts";
export { copyMirror } from "./mirror/copyMirror.ts";
export type { MirrorEvent } from "./mirror/MirrorEvent.ts";
export { type MirrorOptions, mirrorPlugins } from "./mirror/mirrorPlugins.ts";
export type { MirroredPlugin, MirrorResult } from "./mirror/MirrorResult.ts";
export {
  DEFAULT_NETWORK_POLICY,
  type NetworkPolicy,
} from "./network/NetworkPolicy.ts";
export type { NetworkRules } from "./network/NetworkRules.ts";
export {
  type Marketplace,
  type MarketplaceOptions,
  type MarketplaceSearch,
  openMarketplace,
} from "./openMarketplace.ts";
export type { PipelineEvent } from "./PipelineEvent.ts";
export type { PlanNote } from "./plan/PlanNote.ts";
export {
  type PlannedPlugin,
  type PlannedVersion,
  type PluginPlan,
  planPlugins,
} from "./planPlugins.ts";
export type { DisabledPlugin, RecalledPackage } from "./recallPlugin.ts";
export type { UnpackLimits } from "./sources/archive/unpack.ts";
export { collectGarbage } from "./store/collectGarbage.ts";
export type { GarbageOptions } from "./store/GarbageOptions.ts";
export { explainUnwritable } from "./store/explainUnwritable.ts";
export { PluginStore, type StoreOptions } from "./store/PluginStore.ts";
export { type RemovedTrees, removeTrees } from "./store/removeTrees.ts";
export type { StoredPackage } from "./store/StoredPackage.ts";
export {
  checkCompatibility,
  type Compatibility,
} from "./verify/checkCompatibility.ts";
export type { HostFacts } from "./verify/HostFacts.ts";
export type {
  AskedPermissions,
  ExposedModule,
  FrontendFacts,
  PackageFacts,
} from "./verify/PackageFacts.ts";
export { treeHash } from "./store/treeHash.ts";
