// oxlint-disable-next-line triple-slash-reference -- it has no types, and an ambient module can't be imported
/// <reference path="./libnpmpublish.d.ts" />
import { NpmConfig } from "@flyloft/installer/publishing";
import { isFlyloftError } from "@flyloft/plugin-core";
import semver from "semver";
import { PublishError } from "../errors.ts";
import { integrityOf, tarballOf } from "../pack/packPlugins.ts";
import type { PackageContent } from "../pack/PackageContent.ts";
import type { MachineOptions } from "../push/registryAccess.ts";
import { objectOf, textOf } from "../source/Manifest.ts";
import {
  type PluginFolder,
  readPluginFolder,
} from "../source/readPluginFolder.ts";
import { readValidContent } from "../validate/validatePlugin.ts";

export interface PublishOptions extends MachineOptions {
  readonly folder: string;
  /** `latest` where left out. */
  readonly tag?: string | undefined;
  readonly access?: "public" | "restricted" | undefined;
  /** Does all but send it. */
  readonly dryRun?: boolean | undefined;
  /** The folder whose `.npmrc` counts, beside the user's. */
  readonly cwd: string;
}

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly tag: string;
  readonly registry: string;
  /** SRI of the tarball. */
  readonly integrity: string;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly isSent: boolean;
}

/**
 * Publishes a package to the npm registry that `.npmrc` or its `publishConfig` names, with the token that is written there for
 * that registry.
 *
 * @throws PublishError `PUBLISH_PRIVATE`, `PUBLISH_TAG_INVALID`, `PUBLISH_INVALID`, `PUBLISH_UNAUTHORIZED`,
 * `PUBLISH_VERSION_EXISTS`, `PUBLISH_REGISTRY_FAILED`
 */
export async function publishPlugin(
  options: PublishOptions,
): Promise<PublishedPackage> {
  const folder = await readPluginFolder(options.folder);
  refusePrivate(folder);
  const content = await readValidContent(options.folder);
  const settings = objectOf(folder.manifest["publishConfig"]) ?? {};
  const tag = chooseTag(content, options.tag ?? textOf(settings["tag"]));
  const config = await NpmConfig.read({
    configDir: options.cwd,
    homeDir: options.homeDir,
    env: options.env,
  });
  const registry = withSlash(
    textOf(settings["registry"]) ?? config.registryOf(content.name),
  );
  const tarball = await tarballOf(content);
  const access = options.access ?? accessOf(settings["access"]);
  if (!options.dryRun) {
    await send(content, tarball, { registry, tag, access, config });
  }
  return {
    name: content.name,
    version: content.version,
    tag,
    registry,
    integrity: integrityOf(tarball),
    bytes: tarball.length,
    files: content.files.map(({ path, bytes }) => {
      return { path, bytes: bytes.length };
    }),
    isSent: !options.dryRun,
  };
}

function refusePrivate({ manifest, label, text }: PluginFolder): void {
  if (manifest["private"] !== true) return;
  throw new PublishError(
    "PUBLISH_PRIVATE",
    `${label} is private, so that it isn't published by mistake`,
    {
      hint: 'Take "private" out of the package.json if that is meant.',
      place: text.placeOf(["private"]),
    },
  );
}

function chooseTag(
  { name, version }: PackageContent,
  asked: string | undefined,
): string {
  const isPrerelease = semver.prerelease(version) !== null;
  if (asked === undefined && isPrerelease) {
    throw new PublishError(
      "PUBLISH_TAG_INVALID",
      `${name}@${version} is a prerelease, which everybody would get as 'latest'`,
      { hint: "Say --tag next, or --tag latest if that is meant." },
    );
  }
  const tag = asked ?? "latest";
  if (semver.validRange(tag) === null && encodeURIComponent(tag) === tag) {
    return tag;
  }
  throw new PublishError(
    "PUBLISH_TAG_INVALID",
    `${JSON.stringify(tag)} can't be a tag: it would be taken for a version`,
    { hint: "Use a word, such as next or beta." },
  );
}

interface Destination {
  readonly registry: string;
  readonly tag: string;
  readonly access: "public" | "restricted" | undefined;
  readonly config: NpmConfig;
}

async function send(
  { name, version, manifest }: PackageContent,
  tarball: Buffer,
  { registry, tag, access, config }: Destination,
): Promise<void> {
  const authorization = config.authorizationFor(registry);
  if (authorization === undefined) {
    throw unauthorized(registry, "there is no token for it in an .npmrc");
  }
  const { ca, rejectUnauthorized } = config.tls;
  // It takes longer to load than all else here; a dry run does without.
  const { publish } = await import("libnpmpublish");
  try {
    await publish(manifest, tarball, {
      registry,
      headers: { authorization },
      defaultTag: tag,
      ...(access && { access }),
      ...(typeof ca === "string" && { ca }),
      ...(rejectUnauthorized === false && { strictSSL: false }),
    });
  } catch (error) {
    throw toPublishError(error, { name, version, registry });
  }
}

interface Attempt {
  readonly name: string;
  readonly version: string;
  readonly registry: string;
}

function toPublishError(error: unknown, attempt: Attempt): unknown {
  if (isFlyloftError(error)) return error;
  const { name, version, registry } = attempt;
  const { message, statusCode } = error as Error & { statusCode?: number };
  const isThere =
    statusCode === 409 || /previously published|already present/i.test(message);
  if (isThere) {
    return new PublishError(
      "PUBLISH_VERSION_EXISTS",
      `${registry} has ${name}@${version} already`,
      {
        hint: "Raise the version; what was published stays as it is.",
        cause: error,
      },
    );
  }
  if (statusCode === 401 || statusCode === 403) {
    return unauthorized(registry, `it refuses the token (${message})`, error);
  }
  return new PublishError(
    "PUBLISH_REGISTRY_FAILED",
    `${registry}: ${name}@${version} wasn't taken: ${message}`,
    {
      hint: "Check the registry's address in .npmrc, the network and the proxy.",
      cause: error,
    },
  );
}

function unauthorized(registry: string, problem: string, cause?: unknown) {
  return new PublishError("PUBLISH_UNAUTHORIZED", `${registry}: ${problem}`, {
    hint: "Log in with npm login, or put //host/:_authToken=… into .npmrc.",
    cause,
  });
}

function accessOf(value: unknown): "public" | "restricted" | undefined {
  return value === "public" || value === "restricted" ? value : undefined;
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
