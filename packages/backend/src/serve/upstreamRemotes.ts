import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Handler } from "express";
import type { Answers } from "./Answers.ts";
import { type Remote, REMOTE_FOLDER } from "./Remote.ts";

/** Where upstream's dynamic feature service answers, and a stock Backstage app asks. */
export const UPSTREAM_PREFIX = "/.backstage/dynamic-features";

/** One entry of upstream's answer to `/remotes`. */
interface UpstreamRemote {
  readonly packageName: string;
  readonly remoteInfo: { readonly name: string; readonly entry: string };
  readonly exposedModules: readonly string[];
}

/**
 * The list of remotes and their files in the form of `@backstage/backend-dynamic-feature-service`, so that a Backstage
 * app with its dynamic feature loader can use this backend. Like there, it asks for no credentials.
 */
export function upstreamRemotes(
  remotes: readonly Remote[],
  answers: Answers,
  baseUrl: string,
): Handler {
  return async (request, response, next) => {
    const exchange = { request, response };
    const name = decodeURIComponent(request.path).replace(/^\/+/, "");
    if (name === "remotes") {
      const listed = remotes.map((remote) => describe(remote, baseUrl));
      response.json(await Promise.all(listed));
      return;
    }
    for (const remote of remotes) {
      const prefix = `remotes/${remote.packageName}/`;
      if (!name.startsWith(prefix)) continue;
      const file = name.slice(prefix.length);
      const cacheControl = "no-cache";
      const { folder } = remote;
      if (await answers.asset(exchange, { folder, name: file, cacheControl })) {
        return;
      }
    }
    next();
  };
}

async function describe(
  remote: Remote,
  baseUrl: string,
): Promise<UpstreamRemote> {
  const file = path.join(remote.dir, REMOTE_FOLDER, "mf-manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as {
    exposes: { name: string }[];
  };
  return {
    packageName: remote.packageName,
    remoteInfo: {
      name: remote.name,
      entry: `${baseUrl}${UPSTREAM_PREFIX}/remotes/${remote.packageName}/mf-manifest.json`,
    },
    exposedModules: manifest.exposes.map(({ name }) => name),
  };
}
