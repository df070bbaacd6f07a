import type { ErrorReport } from "@flyloft/plugin-core";
import type { InstalledPlugin } from "./install/InstalledPlugin.ts";

/** What happened in a run, in order. `plugin` is the reference as written, redacted. Events tell; they never steer. */
export type PipelineEvent =
  | { readonly type: "started"; readonly plugins: number }
  | {
      readonly type: "stage";
      readonly plugin: string;
      readonly stage: "resolve" | "fetch" | "verify" | "install";
    }
  | {
      readonly type: "bytes";
      readonly plugin: string;
      readonly received: number;
      /** Undefined where the server doesn't tell. */
      readonly total: number | undefined;
    }
  | {
      readonly type: "installed";
      readonly plugin: string;
      readonly installed: InstalledPlugin;
      /** False where the store had it already. */
      readonly fetched: boolean;
      readonly durationMs: number;
    }
  | {
      readonly type: "failed";
      readonly plugin: string;
      readonly required: boolean;
      readonly reason: ErrorReport;
    }
  | {
      readonly type: "finished";
      readonly installed: number;
      readonly failed: number;
      readonly durationMs: number;
    };
