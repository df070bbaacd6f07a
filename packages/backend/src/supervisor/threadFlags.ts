import { ownFile } from "../ownFile.ts";

/** Flags of Node for processes that run plugins: see `load/resolveInThreads.ts`. */
export const THREAD_FLAGS: readonly string[] = [
  `--require=${ownFile("load/resolveInThreads")}`,
];
