import { useEffect, useState } from "react";
import { useApi } from "@backstage/frontend-plugin-api";
import { linksApiRef, type Link, type LinksApi } from "./linksApi.ts";

export type LinksState =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly error: Error }
  | { readonly state: "ready"; readonly links: readonly Link[] };

/** The links, and a function that reads them again without hiding those that are shown. */
export function useLinks(limit?: number) {
  const api = useApi(linksApiRef);
  const [links, setLinks] = useState<LinksState>({ state: "loading" });
  useEffect(() => {
    let gone = false;
    void readLinks(api, limit).then((read) => {
      if (!gone) setLinks(read);
    });
    return () => {
      gone = true;
    };
  }, [api, limit]);
  const refresh = async () => setLinks(await readLinks(api, limit));
  return { links, refresh };
}

async function readLinks(
  api: LinksApi,
  limit: number | undefined,
): Promise<LinksState> {
  try {
    const links = await api.list(limit === undefined ? {} : { limit });
    return { state: "ready", links };
  } catch (error) {
    return { state: "failed", error: error as Error };
  }
}
