import type { Refuse } from "./ArchiveRefusal.ts";

/** Packages shrink to a quarter or so; a stream of zeros to a thousandth. */
const MAX_RATIO = 100;
const COUNTS_FROM = 16 * 1024 * 1024;

/** Refuses an archive that grows beyond all reason. Both sizes in bytes, so far or in all. */
export function checkRatio(
  { packed, unpacked }: { readonly packed: number; readonly unpacked: number },
  refuse: Refuse,
): void {
  if (unpacked <= COUNTS_FROM || unpacked <= packed * MAX_RATIO) return;
  const problem = `unpacks to more than ${MAX_RATIO} times its size`;
  throw refuse("FETCH_ARCHIVE_LIMIT", problem);
}
