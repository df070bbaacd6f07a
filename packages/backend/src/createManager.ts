import path from "node:path";
import type { BackendFeature } from "@backstage/backend-plugin-api";
import type { GenerationRecord } from "@flyloft/plugin-core";
import type { LogOutput } from "./compose/PortalLogger.ts";
import type { PluginBoard } from "./compose/PluginBoard.ts";
import { concealAll } from "./conceal.ts";
import { JobStreams } from "./manager/JobStreams.ts";
import type { ManagementApi } from "./manager/loadApi.ts";
import type { LogRing } from "./manager/LogRing.ts";
import { createPluginManager } from "./manager/pluginManager.ts";
import { readHostLines } from "./manager/readHostLines.ts";
import { readPluginMetrics } from "./manager/readPluginMetrics.ts";
import { reportChanges } from "./manager/reportChanges.ts";
import { SupervisorLink } from "./manager/SupervisorLink.ts";
import type { Narrator } from "./Narrator.ts";
import type { Metrics } from "./serve/Metrics.ts";
import type {
  FromBackend,
  StartMessage,
  ToBackend,
} from "./supervisor/messages.ts";

/** The process that it manages the portal's plugins from. */
export interface ManagerProcess {
  readonly start: StartMessage;
  readonly output: Pick<LogOutput, "secrets">;
  /** Where it is loaded already. */
  readonly api?: Promise<ManagementApi> | undefined;
  tell(message: FromBackend): void;
}

export interface ManagerSources {
  readonly board: PluginBoard;
  readonly narrator: Narrator;
  readonly metrics: Metrics;
  readonly logs: LogRing;
}

/** The plugin manager of a generation's process, with what it has to be told. */
export interface Manager {
  readonly feature: BackendFeature;
  hear(message: ToBackend): void;
  /** Tells the supervisor of every change of a plugin from now on. */
  settled(): void;
  /** Ends the streams that are open: the process has to go. */
  end(): void;
}

export function createManager(
  { start, output, api, tell }: ManagerProcess,
  { board, narrator, metrics, logs }: ManagerSources,
): Manager {
  const link = new SupervisorLink(tell);
  const streams = new JobStreams(link);
  const reports = () => concealAll(board.reports, output.secrets);
  let history: readonly GenerationRecord[] = [];
  const feature = createPluginManager({
    link,
    streams,
    api,
    state: {
      generation: start.generation.number,
      portal: start.portal,
      incoming: path.join(start.paths.uploads, "incoming"),
      plugins: reports,
      history: () => history,
      // Of the package alone: any package can claim a plugin's id.
      logs: ({ name }, limit) => logs.read([name], limit),
      metrics: (plugin) =>
        readPluginMetrics(plugin, {
          requestsOf: (id) => metrics.requestsOf(id),
          times: () => narrator.times,
        }),
    },
  });
  return {
    feature,
    hear(message) {
      if (message.type === "history") history = message.items;
      if (message.type === "logs") {
        const lines = readHostLines(message, start.hosts, output.secrets);
        for (const line of lines) logs.add(line);
      }
      link.hear(message);
    },
    settled: () => reportChanges({ board, reports, tell }),
    end: () => streams.end(),
  };
}
