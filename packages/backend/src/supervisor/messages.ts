import type { AppConfig } from "@backstage/config";
import type {
  ErrorReport,
  GenerationRecord,
  PluginReport,
} from "@flyloft/plugin-core";
import type { Job, OperationId } from "@flyloft/management";
import type { PluginLogLine } from "../compose/PortalLogger.ts";
import type { Generation } from "./Generation.ts";
import type { HostLink } from "./HostLink.ts";
import type { Inventory } from "./Inventory.ts";

/**
 * What a supervisor and its processes say to each other, over Node's IPC channel. A process and its supervisor come
 * from one installation, so backend processes need no version; host processes get one, for hosts in other languages.
 */

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
  /** Where archives that administrators bring are put until they are examined. */
  readonly uploads: string;
  /** Where development versions of frontends lie. */
  readonly development: string;
  /** `packages/app/dist`. */
  readonly app: string;
  /** V8's compile cache. */
  readonly codeCache: string;
}

/** Import what every generation needs, and wait for one. May come before `start`. */
export interface WarmMessage {
  readonly type: "warm";
  readonly codeCache: string;
  readonly staticPlugins: readonly StaticPlugin[];
}

/** A package whose frontend an open page may still be running. */
export interface FormerRemote {
  readonly tree: string;
  readonly dir: string;
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
  readonly formerRemotes: readonly FormerRemote[];
  /**
   * Where this generation's plugins reach each other: on loopback, whether or not the portal's own port leads here. The
   * handle to listen on comes with this message.
   */
  readonly internalUrl: string;
  /** How long slow plugins may keep it from being `prepared`; undefined: as long as they may take. Milliseconds. */
  readonly patienceMs: number | undefined;
  readonly hosts: readonly HostLink[];
  /** Plugins one after the other, with a `turn` before each: to find the one that ends the process. */
  readonly careful: boolean;
  /** `prepared` is to tell what the packages consist of. */
  readonly takesInventory?: boolean | undefined;
}

/** What schemas say of the configuration. Nothing is started before it came. */
export interface VisibilityMessage {
  readonly type: "visibility";
  /** What browsers may see. */
  readonly frontendConfig: Readonly<Record<string, unknown>>;
  /** Values that must never reach a log. */
  readonly secrets: readonly string[];
  /** Plugins that can't start with their configuration, by package. */
  readonly refusals: Readonly<Record<string, ErrorReport>>;
  /** By package. */
  readonly warnings: Readonly<Record<string, readonly ErrorReport[]>>;
}

/**
 * Make the portal's port one that is listened on, and accept nothing. The handle of the port comes with it. Comes before
 * plugins run: a port that is only bound could be taken by them.
 */
interface ReserveMessage {
  readonly type: "reserve";
}

/** Take the portal's traffic. The handle of the port comes with it. Answered by `listening` or `failed`. */
interface ListenMessage {
  readonly type: "listen";
}

/**
 * Take no more connections, let requests and streams end, tell open browsers of the successor, then exit. What is left
 * after `graceMs` is cut.
 */
export interface DrainMessage {
  readonly type: "drain";
  readonly graceMs: number;
  readonly successor: number;
}

/** How a host process stands. `up` comes with every (re)start, and with what is mounted there. */
export type HostState =
  | {
      readonly state: "up";
      /** What proves to the host that a request comes from the backend; new with every start. */
      readonly secret: string;
      /** Paths that the host answers, e.g. `/api/todo`. */
      readonly routes: readonly string[];
      readonly plugins: readonly PluginReport[];
    }
  | {
      readonly state: "down";
      readonly reason: ErrorReport;
      /** For the answers' `Retry-After`, in seconds. */
      readonly retryAfter: number;
      /** Undefined where nobody will start it again by itself. */
      readonly retryAt: string | undefined;
    };

export interface HostMessage {
  readonly type: "host";
  readonly id: string;
  readonly status: HostState;
  readonly pid: number | undefined;
  readonly restarts: number;
  readonly memory: number | undefined;
}

/** What plugins with a process of their own logged there. */
export interface LogsMessage {
  readonly type: "logs";
  /** Of the host. */
  readonly id: string;
  /** As the host says: nobody checked them. */
  readonly lines: readonly PluginLogLine[];
}

/** An event of Backstage's events service that others must see too. */
export interface EventMessage {
  readonly type: "event";
  readonly topic: string;
  readonly payload: unknown;
  readonly metadata: Readonly<Record<string, string | string[]>> | undefined;
}

/** The supervisor's own metrics, in Prometheus' text format. The answer to `metrics`. */
interface MetricsMessage {
  readonly type: "metrics";
  readonly text: string;
}

/** What became of generations, newest first. Sent with every change of it. */
interface HistoryMessage {
  readonly type: "history";
  readonly items: readonly GenerationRecord[];
}

/**
 * What somebody asks of the plugin manager. Checked already: the user may do it, and parameters and body are of the form
 * that the OpenAPI description says.
 */
export interface ManagementCall {
  /** An `operationId` of the description. */
  readonly operation: OperationId;
  /** Of path and query. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly body: unknown;
  /** An entity reference, or the user of a command line as `cli:<name>`. */
  readonly actor: string;
  readonly idempotencyKey: string | undefined;
}

/** A success, or a `Refusal` with its HTTP status. */
export interface ManagementAnswer {
  readonly status: number;
  readonly body: unknown;
  /** By which a browser shows itself to be one of a development session; for its cookie, not for the body. */
  readonly browserKey?: string | undefined;
}

interface AnswerMessage {
  readonly type: "answer";
  /** Of the question. */
  readonly id: number;
  readonly answer: ManagementAnswer;
}

/** How a job stands now. */
interface JobMessage {
  readonly type: "job";
  readonly job: Job;
}

/** What development sessions show changed: `DevelopmentState.ts` tells how. */
interface DevelopmentMessage {
  readonly type: "development";
}

export type ToBackend =
  | WarmMessage
  | StartMessage
  | VisibilityMessage
  | ReserveMessage
  | ListenMessage
  | DrainMessage
  | HostMessage
  | LogsMessage
  | EventMessage
  | HistoryMessage
  | MetricsMessage
  | AnswerMessage
  | JobMessage
  | DevelopmentMessage;

/** The generation answers on its internal address. `settled` comes when all units started, failed or were given up. */
export interface PreparedMessage {
  readonly type: "prepared" | "settled";
  readonly url: string;
  readonly plugins: readonly PluginReport[];
  /** Static plugins that failed, by name. */
  readonly staticFailures: Readonly<Record<string, ErrorReport>>;
  /** Where it was asked for. */
  readonly inventory?: Inventory | undefined;
}

/** A package is imported or started next. */
interface TurnMessage {
  readonly type: "turn";
  readonly plugin: string;
}

/** The portal's port leads to this process. */
interface ListeningMessage {
  readonly type: "listening";
}

/** No new connection comes to this process any more. The answer to `drain`. */
interface ClosedMessage {
  readonly type: "closed";
}

/** The process could not do what it was told; it exits by itself. */
export interface FailedMessage {
  readonly type: "failed";
  readonly error: ErrorReport;
}

/** The heartbeat: the process's event loop turns. Sent every second from the start. */
export interface AliveMessage {
  readonly type: "alive";
}

interface AskMetricsMessage {
  readonly type: "ask-metrics";
}

/** The supervisor runs what changes the portal: the backend process that was asked may not outlive the change. */
interface AskMessage {
  readonly type: "ask";
  readonly id: number;
  readonly call: ManagementCall;
}

/** How plugins stand, sent when that changes after `settled`. */
interface ReportsMessage {
  readonly type: "reports";
  readonly plugins: readonly PluginReport[];
}

export type FromBackend =
  | PreparedMessage
  | TurnMessage
  | ListeningMessage
  | ClosedMessage
  | FailedMessage
  | AliveMessage
  | EventMessage
  | AskMetricsMessage
  | AskMessage
  | ReportsMessage;
