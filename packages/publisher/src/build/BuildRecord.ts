import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import type { Entry } from "./planEntries.ts";

/** Left in `dist` by a build, for packing: it isn't part of the package. */
export const RECORD_FILE = "dist/.flyloft-build.json";

const recordSchema = z.object({
  entries: z.array(
    z.object({ name: z.string(), source: z.string(), output: z.string() }),
  ),
  /** Dependencies that became part of the code. */
  bundled: z.array(z.string()),
  /** The compiled schema of the configuration. */
  configSchema: z.string().optional(),
  /** Declarations, by the name of the export. */
  types: z.record(z.string(), z.string()),
});

export interface BuildRecord {
  readonly entries: readonly Entry[];
  readonly bundled: readonly string[];
  readonly configSchema?: string | undefined;
  readonly types: Readonly<Record<string, string>>;
}

export async function writeRecord(
  dir: string,
  record: BuildRecord,
): Promise<void> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  await writeFile(path.join(dir, RECORD_FILE), text);
}

/** Undefined where something else built the package. */
export async function readRecord(
  dir: string,
): Promise<BuildRecord | undefined> {
  try {
    const text = await readFile(path.join(dir, RECORD_FILE), "utf8");
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
