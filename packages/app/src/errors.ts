import { FlyloftError } from "@flyloft/plugin-core";

/** Every code the shell reports; `docs/errors.md` explains each. */
export type AppErrorCode =
  | "APP_PAGE_INVALID"
  | "APP_REMOTE_UNREACHABLE"
  | "APP_REMOTE_TIMEOUT"
  | "APP_REMOTE_CRASHED"
  | "APP_REMOTE_EXPOSE_MISSING"
  | "APP_REMOTE_NO_FEATURE"
  | "APP_REMOTE_RESERVED_ID"
  | "APP_REMOTE_LEGACY_EXPORT"
  | "APP_REMOTE_MOUNT_POINT"
  | "APP_EXTENSION_REJECTED"
  | "APP_MANAGER_UNREACHABLE"
  | "APP_MANAGER_REFUSED"
  | "APP_UPLOAD_TOO_LARGE"
  | "APP_UPLOAD_NO_ARCHIVE";

/** What went wrong in this browser, as opposed to in the portal's processes. */
export class AppError extends FlyloftError<AppErrorCode> {}
