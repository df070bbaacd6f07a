export type {
  BuildAnswer,
  BuildOutcome,
  BuildProblem,
  BuildUse,
} from "./BuildOutcome.ts";
export { BuildQueue } from "./BuildQueue.ts";
export type {
  BuildLimits,
  BuildRequest,
  RemoteRequest,
  RemoteShare,
  SchemaRequest,
  WatchRequest,
} from "./BuildRequest.ts";
export { BUILDER_VERSION } from "./builderVersion.ts";
export { runBuild } from "./runBuild.ts";
export { type RunningWatch, startWatch } from "./startWatch.ts";
