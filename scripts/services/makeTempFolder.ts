import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface TempFolder {
  readonly path: string;
  remove(): void;
}

const folders = new Set<string>();

/** A folder that is gone when it is removed, or at the latest when this process exits. */
export function makeTempFolder(name: string): TempFolder {
  const folder = mkdtempSync(path.join(tmpdir(), `flyloft-${name}-`));
  // One listener for all: a test file may have dozens of folders.
  if (folders.size === 0) process.once("exit", removeAll);
  folders.add(folder);
  return { path: folder, remove: () => remove(folder) };
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.delete(folder);
  if (folders.size === 0) process.off("exit", removeAll);
}

function removeAll(): void {
  for (const folder of folders) remove(folder);
}
