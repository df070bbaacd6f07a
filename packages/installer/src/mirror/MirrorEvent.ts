import type { ErrorReport } from "@flyloft/plugin-core";
import type { MirroredPlugin } from "./MirrorResult.ts";

/** What a run that writes a mirror tells on its way. */
export type MirrorEvent =
  | { readonly type: "mirrored"; readonly plugin: MirroredPlugin }
  | {
      readonly type: "dependencies";
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: "failed";
      readonly text: string;
      readonly reason: ErrorReport;
    };
