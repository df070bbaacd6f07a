import path from "node:path";

const { dirname, filename } = import.meta;

/** Flags of Node for processes that run plugins: see `load/resolveInThreads.ts`. Of the same kind as this file, source or built. */
export const THREAD_FLAGS: readonly string[] = [
  `--require=${path.join(dirname, `../load/resolveInThreads${path.extname(filename)}`)}`,
];
