import { setTimeout as sleep } from "node:timers/promises";
import type {
  ChangeOutcome,
  ConfigLocation,
} from "../../packages/backend/src/index.ts";
import {
  CONTROL_URL,
  controlFetch,
} from "../../packages/backend/src/supervisor/controlFetch.ts";
import {
  type Job,
  type ManagementClient,
  createManagementClient,
} from "../../packages/management/src/index.ts";
import type { GenerationRecord } from "../../packages/plugin-core/src/index.ts";

/** A running portal as its own user manages it. */
export interface PortalControl {
  readonly client: ManagementClient;
  /** Asks for a change, and gives its job once that has ended. Throws what the portal refused, as JSON. */
  run(ask: () => Promise<{ data?: Job; error?: unknown }>): Promise<Job>;
  reload(): Promise<ChangeOutcome>;
  rollBack(): Promise<ChangeOutcome>;
  /** Newest first. */
  generations(): Promise<readonly GenerationRecord[]>;
}

/** Leads to the portal that runs with the configuration files of a folder. */
export function controlPortal(cwd: string): PortalControl {
  const location: ConfigLocation = { cwd, configFiles: [] };
  const client = createManagementClient({
    baseUrl: CONTROL_URL,
    fetch: controlFetch(location),
  });
  const list = async () => {
    const { data, error } = await client.GET("/generations");
    if (!data) throw new Error(JSON.stringify(error));
    return data as {
      readonly current: number;
      readonly items: readonly GenerationRecord[];
    };
  };
  const finish = async (job: Job): Promise<Job> => {
    if (job.finishedAt !== undefined) return job;
    await sleep(20);
    const { data } = await client.GET("/jobs/{id}", {
      params: { path: { id: job.id } },
    });
    if (!data) throw new Error(`The job ${job.id} is gone.`);
    return finish(data);
  };
  const run: PortalControl["run"] = async (ask) => {
    const { data, error } = await ask();
    if (!data) throw new Error(JSON.stringify(error));
    return finish(data);
  };
  const change = async (
    ask: () => Promise<{ data?: Job; error?: unknown }>,
  ): Promise<ChangeOutcome> => {
    const { current } = await list();
    const job = await run(ask);
    const { finishedAt = "", createdAt, generation = current } = job;
    if (job.error) {
      const { items } = await list();
      return {
        state: "rejected",
        generation: items[0]?.number ?? current,
        reason: job.error,
      };
    }
    if (generation === current) return { state: "unchanged", generation };
    const durationMs = Date.parse(finishedAt) - Date.parse(createdAt);
    return { state: "active", generation, durationMs };
  };
  return {
    client,
    run,
    reload: () => change(() => client.POST("/reload")),
    rollBack: () =>
      change(() =>
        client.POST("/generations/{number}/rollback", {
          params: { path: { number: 0 } },
        }),
      ),
    generations: async () => (await list()).items,
  };
}
