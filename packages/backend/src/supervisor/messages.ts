import type { ErrorReport, PluginReport } from "@flyloft/plugin-core";
import type { AppConfig } from "@backstage/config";
import type { Generation } from "./Generation.ts";

/** What the portal is made of, for reports. */
export interface PortalFacts {
  readonly version: string;
  /** The Backstage release, e.g. `1.55.0`. */
  readonly backstageVersion: string;
  readonly node: string;
}

/** A backend plugin or module that is an ordinary dependency of the portal. */
export interface StaticPlugin {
  /** Package name, resolved from this package. */
  readonly name: string;
}

/** Folders and files that the backend process works with. Absolute. */
interface BackendPaths {
  /** `packages/app/dist`. */
  readonly app: string;
  /** V8's compile cache. */
  readonly codeCache: string;
}

/** All that a backend process needs. Sent once, in memory, since configurations hold secrets. */
export interface StartMessage {
  readonly type: "start";
  readonly generation: Generation;
  /** In Backstage's order: later ones override earlier ones. */
  readonly config: readonly AppConfig[];
  readonly portal: PortalFacts;
  readonly paths: BackendPaths;
  readonly staticPlugins: readonly StaticPlugin[];
}

/** What browsers may see of the configuration, and the values that must never reach a log. */
export interface VisibilityMessage {
  readonly type: "visibility";
  readonly frontendConfig: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
}

interface StopMessage {
  readonly type: "stop";
}

export type ToBackend = StartMessage | VisibilityMessage | StopMessage;

/** The portal answers requests. Plugins may still be `starting`. */
export interface ReadyMessage {
  readonly type: "ready";
  readonly url: string;
  readonly plugins: readonly PluginReport[];
  /** Static plugins that failed, by name. */
  readonly staticFailures: Readonly<Record<string, ErrorReport>>;
}

/** The backend process could not be made ready; it exits by itself. */
export interface FailedMessage {
  readonly type: "failed";
  readonly error: ErrorReport;
}

export type FromBackend = ReadyMessage | FailedMessage;
