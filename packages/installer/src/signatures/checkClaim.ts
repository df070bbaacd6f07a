import semver from "semver";
import type { Refusal } from "./Verdict.ts";
import {
  namesRepository,
  repositoryName,
  signedName,
} from "./repositoryName.ts";
import type { SignedClaim } from "./SignedClaim.ts";

/** The artifact that somebody is said to have signed. */
export interface ArtifactSubject {
  readonly registry: string;
  readonly repository: string;
  /** Digest of the image's manifest. */
  readonly digest: string;
  /** By which it was asked for; undefined where a digest was named instead. */
  readonly tag: string | undefined;
  /** What is inside; undefined before it was fetched. */
  readonly plugin: SignedPlugin | undefined;
}

export interface SignedPlugin {
  readonly name: string;
  readonly version: string;
  readonly pluginId: string | undefined;
}

/**
 * What is right about a signature is nothing worth where it is of another artifact, of another repository or of another
 * version. Undefined where it is of this one. Pure.
 */
export function checkClaim(
  { subjects, plugins }: SignedClaim,
  subject: ArtifactSubject,
  accepted: {
    /** Digests of the manifests whose signatures count. */
    readonly digests: readonly string[];
    readonly signedAs: string | undefined;
  },
): Refusal | undefined {
  const code = "VERIFY_SIGNATURE_INVALID";
  const named = subjects.filter(({ digest }) =>
    accepted.digests.includes(digest),
  );
  if (named.length === 0) {
    const other = subjects.map(({ digest }) => digest).join(", ");
    const message = `its signature is of ${other || "nothing"}, not of ${subject.digest}`;
    return { code, message };
  }
  const own = repositoryName(subject.registry, subject.repository);
  const names = named.map(({ name }) => name);
  if (!names.some((name) => isNamed(name, own, accepted.signedAs))) {
    return { code, ...otherRepository(names, own) };
  }
  const problem =
    plugins === undefined ? undefined : findOtherPlugin(plugins, subject);
  return problem === undefined ? undefined : { code, message: problem };
}

function isNamed(
  name: string | undefined,
  own: string,
  signedAs: string | undefined,
): boolean {
  if (name === undefined) return signedAs === "*";
  const signed = signedName(name);
  if (signed === own) return true;
  return signedAs !== undefined && namesRepository(signed, signedAs);
}

function otherRepository(names: readonly (string | undefined)[], own: string) {
  const [name] = names.filter((one) => one !== undefined);
  return name === undefined
    ? {
        message: `its signature names no repository, so that it may be one of another than ${own}`,
        hint: 'Have it signed by name (flyloft plugin sign does that), or add `signedAs: "*"` to the rule\'s signer where whatever it signs may come from anywhere.',
      }
    : {
        message: `its signature is of ${name}, not of ${own}`,
        hint: `If ${own} is a mirror, add \`signedAs: "${signedName(name)}"\` to the rule's signer; else don't use it, and tell its publisher.`,
      };
}

/** `name@version,…`, by which an older artifact under a newer tag is known. */
function findOtherPlugin(
  text: string,
  { tag, plugin }: ArtifactSubject,
): string | undefined {
  const entries = text.split(",").map((entry) => {
    const at = entry.lastIndexOf("@");
    return {
      id: entry.slice(0, at).trim(),
      version: entry.slice(at + 1).trim(),
    };
  });
  const asked =
    tag === undefined ? null : semver.valid(tag.replaceAll("_", "+"));
  const versions = entries.flatMap(
    ({ version }) => semver.valid(version) ?? [],
  );
  const isOlder = (version: string) =>
    asked !== null && semver.lt(version, asked);
  if (versions.length > 0 && versions.every(isOlder)) {
    return `its signature is of the older ${text}, which the tag ${tag} must not lead to`;
  }
  if (!plugin) return undefined;
  const { name, version, pluginId } = plugin;
  const isThere = entries.some(
    (entry) => entry.version === version && [name, pluginId].includes(entry.id),
  );
  return isThere
    ? undefined
    : `its signature is of ${text}, and inside is ${name}@${version}`;
}
