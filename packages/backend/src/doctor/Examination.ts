import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { InstallOptions, PluginRequest } from "@flyloft/installer";
import { DataFolder } from "../supervisor/DataFolder.ts";
import {
  type PortalOptions,
  preparePipeline,
} from "../supervisor/preparePipeline.ts";

export type ExaminationOptions = Omit<PortalOptions, "frozen" | "port">;

/** Where a package is examined: the portal's configuration and store, and everything else of its own, to be removed. */
export interface Examination {
  readonly options: ExaminationOptions;
  /** Removed with `dispose`. */
  readonly folder: string;
  readonly data: DataFolder;
  /** Configuration files of the portal; none where there is no portal. */
  readonly files: readonly string[];
  /** What the portal's configuration asks for. */
  readonly configured: readonly PluginRequest[];
  readonly install: InstallOptions;
  dispose(): Promise<void>;
}

/**
 * Makes the folder of an examination. A machine without a portal gets an empty configuration, and a store that is
 * removed with the rest.
 *
 * @throws errors of the installer's configuration
 */
export async function openExamination(
  options: ExaminationOptions,
): Promise<Examination> {
  const folder = await mkdtemp(path.join(tmpdir(), "flyloft-doctor-"));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const hasPortal = isPortalThere(options);
    const location = hasPortal ? options : await emptyPortal(options, folder);
    const { install, requested, files } = await preparePipeline({
      ...location,
      frozen: false,
      port: undefined,
    });
    const data = new DataFolder(path.join(folder, "data"));
    const configDir = hasPortal ? install.configDir : options.cwd;
    const lockfile = path.join(folder, "plugins.lock.yaml");
    return {
      options,
      folder,
      data,
      files: hasPortal ? files : [],
      configured: requested.requests,
      install: { ...install, configDir, lockfile, frozen: false },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function isPortalThere({ cwd, configFiles }: ExaminationOptions): boolean {
  return (
    configFiles.length > 0 || existsSync(path.join(cwd, "app-config.yaml"))
  );
}

async function emptyPortal(
  options: ExaminationOptions,
  folder: string,
): Promise<ExaminationOptions> {
  const cwd = path.join(folder, "portal");
  await mkdir(cwd);
  await writeFile(path.join(cwd, "app-config.yaml"), "{}\n");
  return { ...options, cwd };
}
