export {
  type CreatedPlugin,
  type CreateOptions,
  type Template,
  TEMPLATES,
  createPlugin,
} from "./create/createPlugin.ts";
export { PublishError, type PublishErrorCode } from "./errors.ts";
export type { BuildProblem } from "./build/buildError.ts";
export { type BuiltPlugin, buildPlugin } from "./build/buildPlugin.ts";
export type { DevBuild } from "./dev/Builds.ts";
export { type WatchedPlugin, watchPlugin } from "./dev/watchPlugin.ts";
export type { Finding } from "./errors.ts";
export {
  FORMATS,
  type PackedArchive,
  type PackFormat,
  type PackOptions,
  packPlugins,
} from "./pack/packPlugins.ts";
export {
  type PushedArtifact,
  type PushOptions,
  pushPlugins,
} from "./push/pushPlugins.ts";
export {
  type ValidatedPlugin,
  validatePlugin,
} from "./validate/validatePlugin.ts";
export {
  type InspectedArtifact,
  type InspectedPlugin,
  type InspectionReport,
  inspectPlugin,
} from "./inspect/inspectPlugin.ts";
export type { ConfigKey } from "./inspect/listConfigKeys.ts";
export {
  type PublishedPackage,
  type PublishOptions,
  publishPlugin,
} from "./publish/publishPlugin.ts";
export {
  type CreatedKeyPair,
  type KeyPairOptions,
  createKeyPair,
} from "./keys/createKeyPair.ts";
export {
  FORMS,
  type MadeSignature,
  type SignatureForm,
  type SigningChoice,
} from "./sign/signArtifact.ts";
export {
  type SignedPlugin,
  type SignOptions,
  signPlugin,
} from "./sign/signPlugin.ts";
export {
  type VerificationReport,
  type VerifiedPackage,
  type VerifyOptions,
  verifyPlugin,
} from "./verify/verifyPlugin.ts";
