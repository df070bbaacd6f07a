import { readFile, stat } from "node:fs/promises";
import { InstallerError } from "../errors.ts";
import type { CatalogPlugin } from "./catalogSchema.ts";
import { catalogInvalid, parseCatalog } from "./parseCatalog.ts";

export const MAX_CATALOG_BYTES = 16 * 1024 * 1024;

export interface CatalogContent {
  /** Changes with the content. */
  readonly id: string;
  readonly plugins: readonly CatalogPlugin[];
}

/** A catalog on this machine, unless it is as it was. Throws CONFIG_FILE_UNREADABLE or CONFIG_CATALOG_INVALID. */
export async function readCatalogFile(
  file: string,
  known: CatalogContent | undefined,
): Promise<CatalogContent> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    const id = `${mtimeMs}:${size}:${ino}`;
    if (known?.id === id) return known;
    if (size > MAX_CATALOG_BYTES) {
      throw catalogInvalid(
        { file },
        `it has more than ${MAX_CATALOG_BYTES} bytes`,
      );
    }
    return { id, plugins: parseCatalog(file, await readFile(file, "utf8")) };
  } catch (cause) {
    if (cause instanceof InstallerError) throw cause;
    throw new InstallerError(
      "CONFIG_FILE_UNREADABLE",
      `The catalog ${file} can't be read: ${(cause as Error).message}`,
      { hint: "Check the path and its permissions.", place: { file }, cause },
    );
  }
}
