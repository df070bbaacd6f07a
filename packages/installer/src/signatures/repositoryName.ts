import { isDockerHub } from "../sources/oci/matchCredentials.ts";
import { matchesPattern } from "./matchesPattern.ts";

const HUB = "docker.io";

/** `host/repository` by which rules and signatures name a repository, the same for all names of Docker Hub. */
export function repositoryName(registry: string, repository: string): string {
  const host = registry.toLowerCase();
  if (!isDockerHub(host)) return `${host}/${repository}`;
  return `${HUB}/${repository.includes("/") ? "" : "library/"}${repository}`;
}

/** Of what a signature names: `host/repository`, perhaps with a tag or a digest behind. */
export function signedName(text: string): string {
  const bare = text.replace(/@.*$/, "").replace(/(\/[^:]*):[^/:]*$/, "$1");
  const slash = bare.indexOf("/");
  if (slash < 0) return bare;
  return repositoryName(bare.slice(0, slash), bare.slice(slash + 1));
}

/** Whether a pattern that somebody wrote is one of this repository. */
export function namesRepository(name: string, written: string): boolean {
  const pattern = written.toLowerCase();
  const slash = pattern.indexOf("/");
  const isHub = slash >= 0 && isDockerHub(pattern.slice(0, slash));
  const rest = pattern.slice(slash);
  return matchesPattern(name, isHub ? `${HUB}${rest}` : pattern);
}

export function isSameRegistry(one: string, other: string): boolean {
  return one === other || (isDockerHub(one) && isDockerHub(other));
}
