import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from "@backstage/frontend-plugin-api";
import { ResponseError } from "@backstage/errors";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { portalApiRef } from "../shell/portalApi.ts";
import type { PluginList } from "./PluginList.ts";
import { readRejection, type Rejection } from "./readRejection.ts";

/** How often the list is asked for while plugins start or restart, and else: a refused change tells no page. */
const UNSETTLED_MS = 3_000;
const SETTLED_MS = 15_000;

export interface PluginListState {
  /** The last list that arrived. */
  readonly list: PluginList | undefined;
  /** The change that the portal refused last, where the user may know of it. */
  readonly rejection: Rejection | undefined;
  /** Why the newest attempt brought none. */
  readonly failure: string | undefined;
  /** A newer list is on its way. */
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Answer extends Omit<PluginListState, "reload" | "isLoading"> {
  /** Which question it answers. */
  readonly to: string | undefined;
}

const NOTHING: Answer = {
  to: undefined,
  list: undefined,
  rejection: undefined,
  failure: undefined,
};

/** The portal's plugins, asked for when the page opens, on `reload`, and with each generation of the portal. */
export function usePluginList(): PluginListState {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  const { status } = useApi(portalApiRef);
  const { generation } = useSyncExternalStore(
    status.subscribe,
    status.snapshot,
  );
  const [answer, setAnswer] = useState(NOTHING);
  const [attempt, setAttempt] = useState(0);
  const question = `${generation} ${attempt}`;
  const reload = useCallback(() => setAttempt((count) => count + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const load = async () => {
      const baseUrl = await discovery.getBaseUrl("plugin-manager");
      const get = (path: string) => fetch(baseUrl + path, { signal });
      const [list, rejection] = await Promise.all([
        readPluginList(get),
        readRejection(get),
      ]);
      setAnswer({ to: question, list, rejection, failure: undefined });
    };
    load().catch((error: unknown) => {
      if (signal.aborted) return;
      const failure = error instanceof Error ? error.message : String(error);
      setAnswer((last) => ({ ...last, to: question, failure }));
    });
    return () => abort.abort();
  }, [discovery, fetch, question]);

  const isUnsettled = answer.list?.items.some(({ status: { state } }) =>
    ["starting", "restarting"].includes(state),
  );
  useEffect(() => {
    const timer = setInterval(
      () => document.hidden || reload(),
      isUnsettled ? UNSETTLED_MS : SETTLED_MS,
    );
    return () => clearInterval(timer);
  }, [isUnsettled, reload]);

  return { ...answer, isLoading: answer.to !== question, reload };
}

async function readPluginList(
  get: (path: string) => Promise<Response>,
): Promise<PluginList> {
  const response = await get("/v1/plugins");
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return (await response.json()) as PluginList;
}
