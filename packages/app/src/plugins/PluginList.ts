import type { PluginReport } from "@flyloft/plugin-core";

/** What `GET /api/plugin-manager/v1/plugins` answers. */
export interface PluginList {
  readonly generation: number;
  readonly portal: {
    readonly version: string;
    readonly backstageVersion: string;
    readonly node: string;
  };
  readonly items: readonly PluginReport[];
}
