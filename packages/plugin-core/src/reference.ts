/** A package on this machine. `path` is as written; relative to the configuration file's folder. */
export interface PathReference {
  readonly kind: "folder" | "archive";
  readonly path: string;
}

export interface UrlReference {
  readonly kind: "url";
  readonly url: string;
}

/** `name@spec`: an exact version, a range or a tag; `latest` where left out. An alias is already resolved to `name`. */
export interface NpmReference {
  readonly kind: "npm";
  readonly name: string;
  readonly spec: string;
}

/** `oci://registry/repository:tag!path`, `@digest` in place of or beside the tag. */
export interface OciReference {
  readonly kind: "oci";
  /** Host with port, as in the URL. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** The folder inside the artifact; undefined where it is to be detected. */
  readonly path: string | undefined;
}

export type Reference =
  PathReference | UrlReference | NpmReference | OciReference;

const ARCHIVE = /\.(?:tgz|tar\.gz|tar|zip)$/i;
const NPM_NAME = /^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~_-][\w.~-]*$/i;
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
const SEGMENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const TAG = "[\\w][\\w.-]{0,127}";
const DIGEST = "sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}";
const OCI = new RegExp(
  `^([^/\\s]+)/(${SEGMENT}(?:/${SEGMENT})*)(?::(${TAG}))?(?:@(${DIGEST}))?(?:!(.+))?$`,
);

/**
 * Tells what a `package:` value refers to. Pure; returns undefined where the text is none of the forms, and the caller,
 * who knows the place, makes the error.
 */
export function parseReference(text: string): Reference | undefined {
  if (text.startsWith("oci://")) return parseOci(text.slice("oci://".length));
  if (/^https?:\/\//.test(text)) {
    return URL.canParse(text) ? { kind: "url", url: text } : undefined;
  }
  if (/^(?:\.{0,2}\/|~\/|file:)/.test(text) || text === "." || text === "..") {
    return parsePath(text.replace(/^file:/, ""));
  }
  return parseNpm(text);
}

function parsePath(path: string): PathReference | undefined {
  if (path === "") return undefined;
  return { kind: ARCHIVE.test(path) ? "archive" : "folder", path };
}

function parseOci(text: string): OciReference | undefined {
  const [, registry, repository, tag, digest, path] = OCI.exec(text) ?? [];
  if (!registry || !repository) return undefined;
  return {
    kind: "oci",
    registry,
    repository,
    tag: tag ?? (digest ? undefined : "latest"),
    digest,
    path,
  };
}

function parseNpm(text: string): NpmReference | undefined {
  const alias = /^[^@]+@npm:(.+)$|^@[^@]+@npm:(.+)$|^npm:(.+)$/.exec(text);
  const target = alias?.[1] ?? alias?.[2] ?? alias?.[3] ?? text;
  const at = target.indexOf("@", 1);
  const name = at < 0 ? target : target.slice(0, at);
  const spec = at < 0 ? "latest" : target.slice(at + 1);
  if (!NPM_NAME.test(name) || spec.trim() === "") return undefined;
  return { kind: "npm", name, spec };
}
