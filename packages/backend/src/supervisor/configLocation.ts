import { existsSync } from "node:fs";
import path from "node:path";

export interface ConfigLocation {
  /** Where relative paths start from, and `app-config.yaml` lies where no file is named. */
  readonly cwd: string;
  /** Configuration files; later ones override earlier ones. */
  readonly configFiles: readonly string[];
}

/** `.flyloft` beside the first configuration file. */
export function dataDir(location: ConfigLocation): string {
  return path.join(configDirOf(location), ".flyloft");
}

export function configDirOf(location: ConfigLocation): string {
  return path.dirname(configFiles(location)[0] ?? location.cwd);
}

/** The files named, or `app-config.yaml` and the local one beside it. */
export function configFiles({
  cwd,
  configFiles: named,
}: ConfigLocation): string[] {
  if (named.length > 0) return named.map((file) => path.resolve(cwd, file));
  const local = path.join(cwd, "app-config.local.yaml");
  return [
    path.join(cwd, "app-config.yaml"),
    ...(existsSync(local) ? [local] : []),
  ];
}
