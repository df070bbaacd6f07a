/** What was seen of one offender in one tier. */
export interface Cell {
  /** The code of the reason where it ended up failed. */
  readonly failure: string | undefined;
  /** Why its own process was ended or ended, where it has one and that is started again. */
  readonly restart: string | undefined;
  /** It ended too often, and is left alone for minutes. */
  readonly isGivenUp: boolean;
  /** The process that all share is another one afterwards. */
  readonly sharedEnded: boolean;
  /** The memory of the process that all share grew by hundreds of megabytes, and stays so. */
  readonly sharedGrew: boolean;
  /** Requests to the neighbour that got no right answer meanwhile. */
  readonly lost: number;
  /** Of the processes that it started or kept from ending: how many outlive its generation. */
  readonly left: number | undefined;
}

/** A cell of the table, in words. Pure. */
export function describeCell(cell: Cell): string {
  const words = [
    fateOf(cell),
    ...(cell.sharedGrew
      ? ["the memory of the shared process grows, nothing limits it"]
      : []),
    ...(cell.left === undefined
      ? []
      : [
          cell.left === 0
            ? "nothing of it outlives its generation"
            : "its process outlives its generation",
        ]),
    ...(cell.lost > 0
      ? ["**all plugins lose the requests that are under way**"]
      : []),
  ];
  return words.join("; ");
}

function fateOf(cell: Cell): string {
  const { failure, restart, isGivenUp, sharedEnded } = cell;
  if (sharedEnded) return "the shared process is started again";
  if (failure) return `fails: \`${failure}\``;
  if (isGivenUp) {
    return `its process is started again twice, then left alone for minutes: \`${restart}\``;
  }
  if (restart) return `its process is started again: \`${restart}\``;
  return "goes on";
}
