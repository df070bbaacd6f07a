import path from "node:path";
import { watch } from "chokidar";

const IGNORED = /(?:^|\/)(?:node_modules|dist|\.[^/]+)(?:\/|$)/;
/**
 * An editor that saves several files at once is waited for, and longer than the 50 ms within which chokidar tells only
 * the first of several changes of a file: the last one is read too.
 */
const TOGETHER_MS = 60;

/**
 * Calls the listener after files below `dir` changed that aren't built, installed or hidden, with their paths relative to
 * it. Resolves to what ends it once every file is watched.
 */
export async function watchFiles(
  dir: string,
  onChange: (changed: readonly string[]) => void,
): Promise<() => Promise<void>> {
  const relative = (file: string) =>
    path.relative(dir, file).split(path.sep).join("/");
  const watcher = watch(dir, {
    ignoreInitial: true,
    ignored: (file: string) => IGNORED.test(relative(file)),
  });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (event, file) => {
    if (event === "addDir" || event === "unlinkDir") return;
    changed.add(relative(file));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const together = [...changed];
      changed.clear();
      onChange(together);
    }, TOGETHER_MS);
  });
  await new Promise<void>((resolve) => {
    watcher.once("ready", resolve);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}
