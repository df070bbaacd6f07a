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
