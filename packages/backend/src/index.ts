export { BackendError, type BackendErrorCode } from "./errors.ts";
export type { Generation, GenerationPlugin } from "./supervisor/Generation.ts";
export type { ReadyMessage } from "./supervisor/messages.ts";
export { planPortal } from "./supervisor/planPortal.ts";
export { type PortalOptions } from "./supervisor/preparePipeline.ts";
export { type RunningPortal, startPortal } from "./supervisor/startPortal.ts";
