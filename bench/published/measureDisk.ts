import { findBinary } from "../../scripts/services/findBinary.ts";
import { runTimed } from "../install/runTimed.ts";

export interface DiskUse {
  /** What is allocated for it; a file with several names counts once. */
  readonly bytes: number;
  readonly inodes: number;
}

export async function measureDisk(folder: string): Promise<DiskUse> {
  const du = findBinary("coreutils", "du");
  const read = async (...options: string[]) => {
    const { output } = await runTimed(du, ["-s", ...options, folder]);
    return Number.parseInt(output, 10);
  };
  return { bytes: (await read("-k")) * 1024, inodes: await read("--inodes") };
}
