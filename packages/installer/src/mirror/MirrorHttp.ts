import { Readable } from "node:stream";
import type {
  HttpClient,
  HttpRequest,
  HttpResponse,
} from "../network/HttpClient.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { NpmConfig } from "../sources/npm/NpmConfig.ts";
import { usualTarballUrl } from "../sources/npm/publishedTarball.ts";
import type { Mirror } from "./Mirror.ts";
import type { MirroredRelease, Release } from "./MirrorContents.ts";
import { MirrorFailure } from "./MirrorFailure.ts";

export interface MirrorAccess {
  readonly open: () => Promise<Mirror>;
  readonly npmConfig: () => Promise<NpmConfig>;
}

/**
 * Npm registries and web servers as they were copied into a mirror. Nothing goes over the network but to the mirror.
 * Archives are known by their integrity, documents by where the registries of `.npmrc` have them.
 */
export class MirrorHttp implements Pick<HttpClient, "get"> {
  readonly #access: MirrorAccess;

  constructor(access: MirrorAccess) {
    this.#access = access;
  }

  async get(request: HttpRequest): Promise<HttpResponse> {
    const mirror = await this.#access.open();
    const { integrity, url } = request;
    return integrity === undefined
      ? toResponse(url, await this.#document(request, mirror))
      : readArchive(mirror, request, integrity);
  }

  /** What registries answer: https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md */
  async #document(
    { url, signal }: HttpRequest,
    mirror: Mirror,
  ): Promise<unknown> {
    const config = await this.#access.npmConfig();
    const read = ({ document }: MirroredRelease) =>
      mirror.release(document, signal);
    const placed = mirror.contents.releases.map((release) => {
      const registry = config.registryOf(release.name);
      const escaped = release.name.replace("/", "%2f");
      return { release, registry, at: `${registry}${escaped}` };
    });
    const versions = placed.filter(({ at }) => at === url);
    if (versions.length > 0) {
      return packument(
        await Promise.all(
          versions.map(async ({ release, registry }) => ({
            release,
            registry,
            told: await read(release),
          })),
        ),
      );
    }
    for (const { release, registry, at } of placed) {
      const version = encodeURIComponent(release.version);
      if (url === `${at}/${version}`) {
        return localise(await read(release), registry);
      }
      if (url === attestationsUrl(release, registry)) {
        const { attestations } = await read(release);
        if (attestations) return { attestations };
      }
    }
    const ofRegistry = placed.filter(
      ({ registry }) => url === `${registry}-/npm/v1/keys`,
    );
    const told = await Promise.all(
      ofRegistry.map(({ release }) => read(release)),
    );
    const keys = told.flatMap(({ keys = [] }) => keys);
    if (keys.length > 0) return { keys };
    throw missing(mirror, url);
  }
}

async function readArchive(
  mirror: Mirror,
  { url, signal }: HttpRequest,
  integrity: string,
): Promise<HttpResponse> {
  const { connection, repository, text } = mirror;
  const archive = mirror.archive(integrity);
  if (!archive) throw new MirrorFailure(text, `archive with ${integrity}`);
  const target = `blobs/${archive.digest}`;
  const answered = await connection.request({ repository, target, signal });
  const { statusCode, body } = answered.answer;
  if (statusCode === 200) {
    return {
      url: answered.url.href,
      contentType: "",
      contentEncoding: "",
      contentLength: archive.size,
      body,
    };
  }
  await body.dump();
  if (statusCode === 404) {
    throw new MirrorFailure(text, `${archive.title} (${archive.digest})`);
  }
  throw new NetworkFailure("status", `${url}: ${text} answered ${statusCode}`, {
    status: statusCode,
  });
}

interface ToldRelease {
  readonly release: MirroredRelease;
  readonly registry: string;
  readonly told: Release;
}

function packument(releases: readonly ToldRelease[]): unknown {
  const tags: Record<string, string> = {};
  const versions: Record<string, unknown> = {};
  const time: Record<string, string> = {};
  for (const { release, registry, told } of releases) {
    const { version } = release;
    for (const tag of release.tags) tags[tag] = version;
    versions[version] = localise(told, registry);
    if (told.publishedAt !== undefined) time[version] = told.publishedAt;
  }
  const name = releases[0]?.release.name;
  return { name, "dist-tags": tags, versions, time };
}

/** With the places where the registry of today's `.npmrc` would have things: what was copied may have come from another. */
function localise({ manifest }: Release, registry: string): unknown {
  const dist = manifest["dist"] as Record<string, unknown>;
  return {
    ...manifest,
    dist: {
      ...dist,
      tarball: usualTarballUrl(manifest, registry),
      ...(dist["attestations"] !== undefined && {
        attestations: { url: attestationsUrl(manifest, registry) },
      }),
    },
  };
}

function attestationsUrl(
  { name, version }: { readonly name: string; readonly version: string },
  registry: string,
): string {
  return `${registry}-/npm/v1/attestations/${name.replace("/", "%2f")}@${version}`;
}

/** Keys and attestations are things that a registry may not have. */
function missing({ text }: Mirror, url: string): NetworkFailure {
  if (/\/-\/npm\/v1\/(?:keys$|attestations\/)/.test(url)) {
    return new NetworkFailure("status", `${url}: not in ${text}`, {
      status: 404,
    });
  }
  const name = decodeURIComponent(new URL(url).pathname).replace(/^\//, "");
  return new MirrorFailure(text, `npm package ${name}`);
}

function toResponse(url: string, content: unknown): HttpResponse {
  const bytes = Buffer.from(JSON.stringify(content));
  return {
    url,
    contentType: "application/json",
    contentEncoding: "",
    contentLength: bytes.length,
    body: Readable.from([bytes]),
  };
}
