import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { findBinary } from "../../scripts/services/findBinary.ts";
import type { TempFolder } from "../../scripts/services/makeTempFolder.ts";
import { runTimed } from "./runTimed.ts";

/** One run into an empty folder, whose disk has nothing else to write; makes sure that it did the work. */
export async function measureCold(
  folder: TempFolder,
  files: number,
  run: (into: string) => ReturnType<typeof runTimed>,
): Promise<number> {
  const into = path.join(folder.path, "into");
  mkdirSync(into);
  const { milliseconds } = await run(into);
  const entries = readdirSync(into, { recursive: true, withFileTypes: true });
  const written = entries.filter((entry) => entry.isFile()).length;
  if (written < files) throw new Error(`Only ${written} of ${files} files.`);
  rmSync(into, { recursive: true });
  await runTimed(findBinary("coreutils", "sync"), []);
  return milliseconds;
}
