import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from "@backstage/frontend-plugin-api";
import { ResponseError } from "@backstage/errors";
import { useCallback, useEffect, useState } from "react";
import type { PluginList } from "./PluginList.ts";

export type PluginListState =
  | { readonly state: "loading" }
  | { readonly state: "loaded"; readonly list: PluginList }
  | { readonly state: "failed"; readonly message: string };

/** An answer belongs to the attempt that asked for it. */
type Answer = PluginListState & { readonly attempt: number };

/** The portal's plugins, asked for when the page opens and on `reload`. */
export function usePluginList(): PluginListState & {
  readonly reload: () => void;
} {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  const [answer, setAnswer] = useState<Answer>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    readPluginList({ discovery, fetch, signal: abort.signal }).then(
      (list) => setAnswer({ attempt, state: "loaded", list }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        setAnswer({ attempt, state: "failed", message });
      },
    );
    return () => abort.abort();
  }, [discovery, fetch, attempt]);

  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  if (answer?.attempt !== attempt) return { state: "loading", reload };
  return { ...answer, reload };
}

interface ReadOptions {
  readonly discovery: typeof discoveryApiRef.T;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

async function readPluginList(options: ReadOptions): Promise<PluginList> {
  const baseUrl = await options.discovery.getBaseUrl("plugin-manager");
  const response = await options.fetch(`${baseUrl}/v1/plugins`, {
    signal: options.signal,
  });
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return (await response.json()) as PluginList;
}
