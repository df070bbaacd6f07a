import { watch as watchPaths } from "chokidar";
import { unwatchFile, watchFile } from "node:fs";
import path from "node:path";
import { describeFile } from "./describeFile.ts";
import { listIncludes } from "./listIncludes.ts";
import type { Portal } from "./Portal.ts";

/** A save is often several events. */
const QUIET_MS = 150;
/** Builds write many files, with pauses between them. */
const QUIET_BUILD_MS = 1000;
/** Some file systems and mounted volumes tell of no changes; looking at a few files costs next to nothing. */
const LOOK_EVERY_MS = 2000;
const NO_PLUGIN_CODE = /(?:^|[\\/])(?:node_modules|\.git)(?:[\\/]|$)/;

/**
 * Reloads the portal when a configuration file, a file that it includes or the folder of a plugin changes. Gives what
 * ends it.
 */
export function watchConfig(portal: Portal): () => Promise<void> {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  /** Configuration files, with what they looked like when they were last read. */
  const looked = new Map<string, string>();
  const watcher = watchPaths([], {
    ignoreInitial: true,
    ignored: (name: string) => NO_PLUGIN_CODE.test(name),
  });
  let followed: ReadonlySet<string> = new Set();
  const onChange = (name: string) => {
    if (!portal.newest.settings.watch) return;
    if (looked.get(name) === describeFile(name)) return;
    changed.add(name);
    clearTimeout(timer);
    const quiet = looked.has(name) ? QUIET_MS : QUIET_BUILD_MS;
    timer = setTimeout(() => void reload(), quiet);
  };
  const follow = () => {
    const { files, folders } = portal.newest.watched;
    const all = listIncludes(files);
    const wanted = new Set([...all, ...folders]);
    watcher.unwatch([...followed].filter((name) => !wanted.has(name)));
    watcher.add([...wanted].filter((name) => !followed.has(name)));
    followed = wanted;
    for (const file of looked.keys()) {
      if (all.includes(file)) continue;
      unwatchFile(file);
      looked.delete(file);
    }
    for (const file of all) {
      if (looked.has(file)) continue;
      watchFile(file, { interval: LOOK_EVERY_MS }, () => onChange(file));
      looked.set(file, describeFile(file));
    }
  };
  const reload = async () => {
    const cause = [...new Set([...changed].map((name) => path.basename(name)))];
    changed.clear();
    for (const file of looked.keys()) looked.set(file, describeFile(file));
    await portal.reload(`change of ${cause.slice(0, 3).join(", ")}`);
    if (!isEnded) follow();
  };
  watcher.on("all", (_event, name) => onChange(name));
  // The system has no watches left, or a folder can't be read: configuration files are looked at all the same.
  watcher.on("error", () => undefined);
  follow();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    for (const file of looked.keys()) unwatchFile(file);
    await watcher.close();
  };
}
