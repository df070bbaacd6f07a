export {
  type CreatedPlugin,
  type CreateOptions,
  type Template,
  TEMPLATES,
  createPlugin,
} from "./create/createPlugin.ts";
export { PublishError, type PublishErrorCode } from "./errors.ts";
