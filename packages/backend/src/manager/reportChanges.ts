import type { PluginReport } from "@flyloft/plugin-core";
import type { PluginBoard } from "../compose/PluginBoard.ts";
import type { FromBackend } from "../supervisor/messages.ts";

/** Plugins change state in groups: a host with its modules, all plugins of one that came back. */
const COALESCE_MS = 100;

export interface ReportOptions {
  readonly board: PluginBoard;
  /** Concealed. */
  reports(): readonly PluginReport[];
  tell(message: FromBackend): void;
}

/** Tells the supervisor how plugins stand, whenever that changes from now on. */
export function reportChanges({ board, reports, tell }: ReportOptions): void {
  let timer: NodeJS.Timeout | undefined;
  let last = "";
  const report = () => {
    timer = undefined;
    const plugins = reports();
    const text = JSON.stringify(plugins);
    if (text === last) return;
    last = text;
    tell({ type: "reports", plugins });
  };
  board.onChange = () => {
    timer ??= setTimeout(report, COALESCE_MS).unref();
  };
}
