import { useCallback, useEffect, useState } from "react";
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from "@backstage/frontend-plugin-api";
import { readPortalStatus, type PortalStatus } from "./portalStatus.ts";

const REFRESH_MS = 10_000;

/** The last status that could be read, and why the newest attempt failed, if it did. */
export interface StatusReading {
  readonly status: PortalStatus | undefined;
  readonly error: Error | undefined;
  readonly refresh: () => void;
}

/** Reads at once, then every ten seconds while the page is visible, and when it becomes visible again. */
export function usePortalStatus(): StatusReading {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const [status, setStatus] = useState<PortalStatus>();
  const [error, setError] = useState<Error>();

  const read = useCallback(
    () =>
      readPortalStatus({ discoveryApi, fetchApi }).then(
        (newest) => {
          setStatus(newest);
          setError(undefined);
        },
        (reason: Error) => setError(reason),
      ),
    [discoveryApi, fetchApi],
  );

  useEffect(() => {
    const readIfVisible = () => {
      if (document.visibilityState === "visible") void read();
    };
    readIfVisible();
    const timer = setInterval(readIfVisible, REFRESH_MS);
    document.addEventListener("visibilitychange", readIfVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", readIfVisible);
    };
  }, [read]);

  return { status, error, refresh: () => void read() };
}
