import { rspack } from "@rspack/core";
import type { BuildAnswer } from "./BuildOutcome.ts";
import type { WatchRequest } from "./BuildRequest.ts";
import { toAnswer } from "./buildRemote.ts";
import { readBuiltPackage } from "./readBuiltPackage.ts";
import { remoteConfig } from "./remoteConfig.ts";

/** An editor that saves several files at once is waited for. */
const TOGETHER_MS = 20;

/** Builds a remote now and after every change of its files, for as long as the process runs. */
export function watchRemote(
  request: WatchRequest,
  tell: (answer: BuildAnswer) => void,
): void {
  const built = readBuiltPackage(request);
  const compiler = rspack(remoteConfig(built));
  compiler.watch({ aggregateTimeout: TOGETHER_MS }, (error, stats) => {
    if (stats) return tell(toAnswer(stats, built));
    const message = error?.message ?? "rspack gave no result";
    tell({ status: "failed", problems: [{ file: undefined, message }] });
  });
}
