import { FlyloftError } from "@flyloft/plugin-core";

/** Every code this package throws; `docs/errors.md` explains each, and a test holds the two against each other. */
export type BackendErrorCode =
  // supervise
  | "SUPERVISE_REQUIRED_PLUGIN"
  | "SUPERVISE_DATA_UNWRITABLE"
  | "SUPERVISE_CONFIG_INVALID"
  | "SUPERVISE_EXITED_EARLY"
  // load
  | "LOAD_MODULE_MISSING"
  | "LOAD_THREW"
  | "LOAD_DEADLINE"
  | "LOAD_NO_FEATURE"
  | "LOAD_LEGACY_FEATURE"
  // compose
  | "COMPOSE_REGISTER_FAILED"
  | "COMPOSE_DUPLICATE_PLUGIN"
  | "COMPOSE_PLUGIN_MISSING"
  | "COMPOSE_PLUGIN_FAILED"
  | "COMPOSE_INIT_FAILED"
  | "COMPOSE_DEADLINE"
  // serve
  | "SERVE_ADDRESS_IN_USE"
  | "SERVE_LISTEN_FAILED";

/** An error on the way from a generation to a serving portal. */
export class BackendError extends FlyloftError<BackendErrorCode> {}
