import { useCallback, useEffect, useState } from "react";
import { useApi } from "@backstage/frontend-plugin-api";
import { linksApiRef, type Link } from "./linksApi.ts";

export type LinksState =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly error: Error }
  | { readonly state: "ready"; readonly links: readonly Link[] };

/** The links, and a function that reads them again without hiding those that are shown. */
export function useLinks(limit?: number) {
  const api = useApi(linksApiRef);
  const [links, setLinks] = useState<LinksState>({ state: "loading" });
  const refresh = useCallback(async () => {
    try {
      const items = await api.list(limit === undefined ? {} : { limit });
      setLinks({ state: "ready", links: items });
    } catch (error) {
      setLinks({ state: "failed", error: error as Error });
    }
  }, [api, limit]);
  useEffect(() => {
    void refresh();
  }, [refresh]);
  return { links, refresh };
}
