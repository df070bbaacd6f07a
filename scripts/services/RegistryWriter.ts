import { createHash } from "node:crypto";

interface User {
  readonly name: string;
  readonly password: string;
}

/** What a manifest says of a blob or of another manifest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** Pushes by plain HTTP; written against the specification, not with the client that is under test. */
export class RegistryWriter {
  readonly #url: string;
  readonly #user: User;
  readonly #authorization = new Map<string, string>();

  constructor(url: string, user: User) {
    this.#url = url;
    this.#user = user;
  }

  /** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs */
  async putBlob(
    repository: string,
    mediaType: string,
    content: Buffer,
  ): Promise<Descriptor> {
    const digest = digestOf(content);
    const descriptor = { mediaType, digest, size: content.length };
    const blobs = `/v2/${repository}/blobs`;
    const known = await this.#send(repository, `${blobs}/${digest}`, {
      method: "HEAD",
    });
    if (known.ok) return descriptor;
    const upload = await this.#send(repository, `${blobs}/uploads/`, {
      method: "POST",
    });
    await expectStatus(upload, 202);
    const location = new URL(upload.headers.get("location") ?? "", this.#url);
    location.searchParams.set("digest", digest);
    const done = await this.#send(
      repository,
      location.pathname + location.search,
      {
        method: "PUT",
        headers: { "content-type": "application/octet-stream" },
        body: new Uint8Array(content),
      },
    );
    await expectStatus(done, 201);
    return descriptor;
  }

  /** `reference` is a tag; the digest where left out. */
  async putManifest(
    repository: string,
    manifest: { readonly mediaType: string },
    reference?: string,
  ): Promise<Descriptor> {
    const content = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(content);
    const response = await this.#send(
      repository,
      `/v2/${repository}/manifests/${reference ?? digest}`,
      {
        method: "PUT",
        headers: { "content-type": manifest.mediaType },
        body: new Uint8Array(content),
      },
    );
    await expectStatus(response, 201);
    return { mediaType: manifest.mediaType, digest, size: content.length };
  }

  async #send(
    repository: string,
    path: string,
    init: RequestInit,
  ): Promise<Response> {
    const known = this.#authorization.get(repository);
    const headers = { ...(init.headers as Record<string, string>) };
    const response = await fetch(this.#url + path, {
      ...init,
      headers: known ? { ...headers, authorization: known } : headers,
    });
    if (response.status !== 401 || known) return response;
    await response.arrayBuffer();
    const challenge = response.headers.get("www-authenticate") ?? "";
    this.#authorization.set(repository, await this.#authorize(challenge));
    return this.#send(repository, path, init);
  }

  async #authorize(challenge: string): Promise<string> {
    const { name, password } = this.#user;
    const basic = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
    if (challenge.startsWith("Basic")) return basic;
    const field = (key: string) =>
      new RegExp(`${key}="([^"]*)"`).exec(challenge)?.[1] ?? "";
    const url = new URL(field("realm"));
    url.searchParams.set("service", field("service"));
    const [type, repository] = field("scope").split(":");
    url.searchParams.set("scope", `${type}:${repository}:pull,push`);
    const response = await fetch(url, { headers: { authorization: basic } });
    const { token } = (await response.json()) as { token: string };
    return `Bearer ${token}`;
  }
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

async function expectStatus(response: Response, status: number) {
  if (response.status === status) return;
  throw new Error(
    `${response.url} answered ${response.status} instead of ${status}: ${await response.text()}`,
  );
}
