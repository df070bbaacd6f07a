import type { Job, PluginList, Problem, Update } from "@flyloft/management";
import { useCallback, useEffect } from "react";
import { answerOf } from "../management/answerOf.ts";
import { isFinished } from "../management/followJob.ts";
import { useAnswer } from "../management/useAnswer.ts";
import { readRejection, type Rejection } from "./readRejection.ts";

/** How often the list is asked for while plugins start, restart or change, and else: a refused change tells no page. */
const UNSETTLED_MS = 3_000;
const SETTLED_MS = 15_000;

export interface PluginListState {
  /** The last list that arrived. */
  readonly list: PluginList | undefined;
  /** The change that the portal refused last, where the user may know of it. */
  readonly rejection: Rejection | undefined;
  /** Changes under way, by plugin. */
  readonly running: ReadonlyMap<string, Job>;
  /** Newer versions and deprecations, by plugin. */
  readonly updates: ReadonlyMap<string, Update>;
  /** Why the newest attempt brought no list. */
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** The portal's plugins and what changes about them. */
export function usePluginList(): PluginListState {
  const list = useAnswer("plugins", (client, signal) =>
    answerOf(client.GET("/plugins", { signal })),
  );
  const jobs = useAnswer("jobs", (client, signal) =>
    answerOf(client.GET("/jobs", { signal })),
  );
  const rejection = useAnswer("rejection", readRejection);
  const updates = useUpdates();
  const running = (jobs.data?.items ?? []).filter((job) => !isFinished(job));

  const isUnsettled =
    running.length > 0 ||
    list.data?.items.some(({ status: { state } }) =>
      ["starting", "restarting"].includes(state),
    );
  const { reload: reloadList } = list;
  const { reload: reloadJobs } = jobs;
  const { reload: reloadRejection } = rejection;
  const reload = useCallback(() => {
    reloadList();
    reloadJobs();
    reloadRejection();
  }, [reloadList, reloadJobs, reloadRejection]);
  useEffect(() => {
    const timer = setInterval(
      () => document.hidden || reload(),
      isUnsettled ? UNSETTLED_MS : SETTLED_MS,
    );
    return () => clearInterval(timer);
  }, [isUnsettled, reload]);

  return {
    list: list.data,
    rejection: rejection.data ?? undefined,
    running: byPlugin(running),
    updates,
    problem: list.problem,
    isLoading: list.isLoading,
    reload,
  };
}

/** Newer versions and deprecations, by plugin. Empty until they are known, and where registries don't answer. */
export function useUpdates(): ReadonlyMap<string, Update> {
  const { data } = useAnswer("updates", (client, signal) =>
    answerOf(client.GET("/updates", { signal })),
  );
  return new Map((data?.items ?? []).map((item) => [item.plugin, item]));
}

function byPlugin(jobs: readonly Job[]): ReadonlyMap<string, Job> {
  return new Map(
    jobs.flatMap((job) => (job.plugin ? [[job.plugin, job] as const] : [])),
  );
}
