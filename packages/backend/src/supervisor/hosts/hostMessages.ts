import type { AppConfig } from "@backstage/config";
import type {
  ErrorReport,
  IsolationTier,
  PluginReport,
} from "@flyloft/plugin-core";
import type { PluginLogLine } from "../../compose/PortalLogger.ts";
import type { GenerationPlugin } from "../Generation.ts";
import type { AliveMessage, EventMessage, FailedMessage } from "../messages.ts";

/** Raised with every change of these messages, so that hosts in other languages can be refused with both numbers. */
export const HOST_PROTOCOL = 2;

/** The first message to a host process. */
export interface HostStartMessage {
  readonly type: "start";
  readonly protocol: typeof HOST_PROTOCOL;
  /** Hex; of one use. Every request of the backend carries it, every other request is refused. */
  readonly secret: string;
  readonly generation: number;
  /** The packages that run here: a plugin and its modules. */
  readonly plugins: readonly GenerationPlugin[];
  readonly config: readonly AppConfig[];
  /** Values that must never reach a log. */
  readonly secrets: readonly string[];
  /** Packages that can't start with their configuration, with the reason. */
  readonly refusals: Readonly<Record<string, ErrorReport>>;
  /** Where the plugin's calls to other plugins go. */
  readonly internalUrl: string;
  /** Unix socket that the host listens on. */
  readonly socketPath: string;
  readonly codeCache: string | undefined;
  readonly tier: Exclude<IsolationTier, "none">;
  /** Whether events go over this channel; they don't where the portal has Backstage's own event bus. */
  readonly bridgesEvents: boolean;
}

export type ToHost = HostStartMessage | EventMessage;

/** The host listens, and its plugins started or failed. */
export interface HostReadyMessage {
  readonly type: "ready";
  readonly protocol: number;
  readonly routes: readonly string[];
  readonly plugins: readonly PluginReport[];
}

/** What the plugin logged, concealed. */
export interface HostLogsMessage {
  readonly type: "logs";
  readonly lines: readonly PluginLogLine[];
}

export type FromHost =
  | HostReadyMessage
  | FailedMessage
  | AliveMessage
  | EventMessage
  | HostLogsMessage;
