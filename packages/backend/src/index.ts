export type { Diagnosis, DoctorCheck, Verdict } from "./doctor/Diagnosis.ts";
export { type DoctorOptions, examinePackage } from "./doctor/examinePackage.ts";
export { BackendError, type BackendErrorCode } from "./errors.ts";
export type { Generation, GenerationPlugin } from "./supervisor/Generation.ts";
export {
  type ConfigDescription,
  describeConfig,
} from "./supervisor/describeConfig.ts";
export type { ConfigKey } from "./supervisor/schemas/listConfigKeys.ts";
export { mirrorPortal } from "./supervisor/mirrorPortal.ts";
export { planPortal } from "./supervisor/planPortal.ts";
export type { ChangeOutcome } from "./supervisor/ChangeOutcome.ts";
export type { Portal } from "./supervisor/Portal.ts";
export type { PortalEvent } from "./supervisor/PortalEvent.ts";
export { builtInFolder } from "./supervisor/hostFiles.ts";
export type { ConfigLocation } from "./supervisor/configLocation.ts";
export type { PortalOptions } from "./supervisor/preparePipeline.ts";
export { type RunningPortal, startPortal } from "./supervisor/startPortal.ts";
