import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** Bytes of the packages in a store; 0 where it isn't the portal's own. */
export function measureStore(root: string | undefined): number {
  return root === undefined ? 0 : measure(root);
}

function measure(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) return sum + measure(name);
      return entry.isFile() ? sum + statSync(name).size : sum;
    }, 0);
  } catch {
    return 0;
  }
}
