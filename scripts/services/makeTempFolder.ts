import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface TempFolder {
  readonly path: string;
  remove(): void;
}

/** A folder that is gone when it is removed, or at the latest when this process exits. */
export function makeTempFolder(name: string): TempFolder {
  const folder = mkdtempSync(path.join(tmpdir(), `flyloft-${name}-`));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    process.off("exit", remove);
  };
  process.once("exit", remove);
  return { path: folder, remove };
}
