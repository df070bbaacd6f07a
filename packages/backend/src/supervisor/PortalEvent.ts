import type { ErrorReport, PluginReport } from "@flyloft/plugin-core";
import type { ProcessExit } from "./SupervisedProcess.ts";

/** What happens to a running portal. It is told, and steers nothing. */
export type PortalEvent =
  | {
      /** A generation has all new connections. */
      readonly type: "active";
      readonly generation: number;
      readonly cause: string;
      readonly durationMs: number;
      readonly plugins: readonly PluginReport[];
    }
  | {
      /** A generation didn't come up; the one before it goes on serving. */
      readonly type: "rejected";
      readonly generation: number;
      readonly cause: string;
      readonly reason: ErrorReport;
    }
  | {
      /** The process that serves ended. It is started again. */
      readonly type: "crashed";
      readonly generation: number;
      readonly exit: ProcessExit;
      readonly delayMs: number;
    };
