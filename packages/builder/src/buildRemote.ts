import { mkdir } from "node:fs/promises";
import { rspack, type Configuration, type Stats } from "@rspack/core";
import type { BuildAnswer } from "./BuildOutcome.ts";
import type { RemoteRequest } from "./BuildRequest.ts";
import { describeProblems } from "./describeProblems.ts";
import { type BuiltPackage, readBuiltPackage } from "./readBuiltPackage.ts";
import { remoteConfig } from "./remoteConfig.ts";

/**
 * Builds a package's federated remote: `remoteEntry.js`, `mf-manifest.json` and chunks named by their content.
 *
 * What the shell shares is part of the remote only where a share says `isOwn` or `isSpare`.
 * The container speaks module federation's protocol (`init`, `get`) without a federation runtime of its own, which is
 * the larger part of a small remote; the host brings one.
 *
 * Nothing of the package runs, and nothing but this file decides how it is built: configuration files, loaders and
 * scripts of the package are text like any other.
 */
export async function buildRemote(
  request: RemoteRequest,
): Promise<BuildAnswer> {
  const built = readBuiltPackage(request);
  await mkdir(request.outDir, { recursive: true });
  return toAnswer(await compile(remoteConfig(built)), built);
}

export function toAnswer(stats: Stats, built: BuiltPackage): BuildAnswer {
  const { errors = [], warnings = [] } = stats.toJson({
    all: false,
    errors: true,
    warnings: true,
  });
  return stats.hasErrors()
    ? { status: "failed", problems: describeProblems(errors, built) }
    : { status: "built", warnings: describeProblems(warnings, built) };
}

async function compile(options: Configuration): Promise<Stats> {
  const compiler = rspack(options);
  try {
    return await new Promise<Stats>((resolve, reject) => {
      compiler.run((error, stats) => {
        if (stats) resolve(stats);
        else reject(error ?? new Error("rspack gave no result"));
      });
    });
  } finally {
    await new Promise((resolve) => {
      compiler.close(resolve);
    });
  }
}
