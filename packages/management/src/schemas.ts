import type { components, operations } from "./generated/openapi.ts";

type Schemas = components["schemas"];

/** Every operation of the API. */
export type OperationId = keyof operations;

export type Access = Schemas["Access"];
export type Action = Schemas["Action"];
export type AuditEntry = Schemas["AuditEntry"];
export type Category = Schemas["Category"];
export type Change = Schemas["Change"];
export type DevelopmentProblem = Schemas["DevelopmentProblem"];
export type DevelopmentSession = Schemas["DevelopmentSession"];
export type Directory = Schemas["Directory"];
export type FieldProblem = Schemas["FieldProblem"];
export type Generation = Schemas["Generation"];
export type InstallRequest = Schemas["InstallRequest"];
export type Job = Schemas["Job"];
export type JobStep = Schemas["JobStep"];
export type LogLine = Schemas["LogLine"];
export type ManagedPlugin = Schemas["Plugin"];
export type MarketplaceDetail = Schemas["MarketplaceDetail"];
export type MarketplaceEntry = Schemas["MarketplaceEntry"];
export type MarketplaceList = Schemas["MarketplaceList"];
export type Plan = Schemas["Plan"];
export type PlannedChange = Schemas["PlannedPlugin"];
export type PluginList = Schemas["PluginList"];
export type PluginMetrics = Schemas["PluginMetrics"];
export type PluginPermissions = Schemas["Permissions"];
export type Problem = Schemas["Problem"];
export type Refusal = Schemas["Refusal"];
export type Settings = Schemas["Settings"];
export type SettingsUpdate = Schemas["SettingsUpdate"];
export type Signer = Schemas["Signer"];
export type Update = Schemas["Update"];
export type Upload = Schemas["Upload"];
export type Version = Schemas["Version"];
export type VersionList = Schemas["VersionList"];
