import { type DockerConfig, readDockerConfig } from "./DockerConfig.ts";
import {
  type Credentials,
  credentialKey,
  matchCredentials,
  matchHelper,
} from "./matchCredentials.ts";
import { runCredentialHelper } from "./runCredentialHelper.ts";

export interface CredentialPlaces {
  /** The folder of Docker's `config.json`. */
  readonly dockerConfigDir: string;
  /** For helpers, which are looked up in its PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type FindCredentials = (
  repository: string,
  signal: AbortSignal,
) => Promise<Credentials | undefined>;

/** Looks up a registry's credentials as Docker does: its helper first, then what is written in `config.json`. */
export function createFindCredentials(
  registry: string,
  { dockerConfigDir, env }: CredentialPlaces,
): FindCredentials {
  let config: Promise<DockerConfig> | undefined;
  let helped: Promise<Credentials | undefined> | undefined;
  const askHelper = async (name: string, signal: AbortSignal) => {
    helped ??= runCredentialHelper(credentialKey(registry), {
      name,
      env,
      signal,
    });
    try {
      return await helped;
    } catch (error) {
      helped = undefined;
      throw error;
    }
  };
  return async (repository, signal) => {
    config ??= readDockerConfig(dockerConfigDir);
    const read = await config;
    const helper = matchHelper(read, registry);
    const found = helper ? await askHelper(helper, signal) : undefined;
    return found ?? matchCredentials(read, registry, repository);
  };
}
