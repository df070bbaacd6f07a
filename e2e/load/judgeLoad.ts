import type { LoadRecord } from "./LoadRecord.ts";

/** Whether an answer is the one that a generation gives. */
export type Expectation = (record: LoadRecord) => boolean;

/** A time in which one state of the portal may answer. Milliseconds since 1970. */
export interface Era {
  readonly name: string;
  /** When the change to it was asked for. Before that, nothing can know of it. */
  readonly askedAt: number;
  /** When its successor was said to serve. Connections that are asked for later must not lead here any more. */
  readonly replacedAt: number;
  /** By path. */
  readonly expected: Readonly<Record<string, Expectation>>;
}

export interface Verdict {
  /** Requests that got no complete answer. */
  readonly failed: readonly LoadRecord[];
  /** Answers that no generation gives that could have been asked. */
  readonly wrong: readonly LoadRecord[];
}

/** Holds each answer against what the portal was when it was asked. Pure. */
export function judgeLoad(
  records: readonly LoadRecord[],
  eras: readonly Era[],
): Verdict {
  const failed = records.filter(({ status }) => status === undefined);
  const wrong = records.filter(
    (record) =>
      record.status !== undefined &&
      !eras.some((era) => covers(era, record) && fits(era, record)),
  );
  return { failed, wrong };
}

function covers(era: Era, { connectedAt, endedAt }: LoadRecord): boolean {
  return era.askedAt <= endedAt && connectedAt <= era.replacedAt;
}

function fits({ expected }: Era, record: LoadRecord): boolean {
  return expected[record.path]?.(record) ?? false;
}
