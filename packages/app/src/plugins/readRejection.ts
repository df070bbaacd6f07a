import type { ErrorReport, GenerationRecord } from "@flyloft/plugin-core";

/** A change that the portal refused, while nothing has been taken over since. */
export interface Rejection {
  /** The generation that it would have been. */
  readonly number: number;
  /** The one that goes on. */
  readonly current: number;
  readonly cause: string;
  readonly reason: ErrorReport;
}

/** What `GET /api/plugin-manager/v1/generations` answers, newest first. */
interface GenerationList {
  readonly current: number;
  readonly items: readonly GenerationRecord[];
}

/** The newest change, where it was rejected. Only administrators are told; to others nothing was. */
export async function readRejection(
  get: (path: string) => Promise<Response>,
): Promise<Rejection | undefined> {
  const response = await get("/v1/generations");
  if (!response.ok) return undefined;
  const { current, items } = (await response.json()) as GenerationList;
  const [newest] = items;
  if (newest?.state !== "rejected" || !newest.reason) return undefined;
  const { number, cause, reason } = newest;
  return { number, current, cause, reason };
}
