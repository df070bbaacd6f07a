import { useCallback } from "react";
import { useSearchParams } from "react-router-dom";

export interface JobInAddress {
  /** The job that the page follows. */
  readonly job: string | undefined;
  readonly show: (id: string) => void;
  readonly dismiss: () => void;
}

/** Which job a page follows is in its address: the page is built anew while plugins change, and may be reloaded. */
export function useJobInAddress(): JobInAddress {
  const [params, setParams] = useSearchParams();
  const show = useCallback(
    (id: string) =>
      setParams(
        (last) => {
          last.set("job", id);
          return last;
        },
        { replace: true },
      ),
    [setParams],
  );
  const dismiss = useCallback(
    () =>
      setParams(
        (last) => {
          last.delete("job");
          return last;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { job: params.get("job") ?? undefined, show, dismiss };
}
