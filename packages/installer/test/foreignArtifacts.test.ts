import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findBinary } from "../../../scripts/services/findBinary.ts";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import { RegistryWriter } from "../../../scripts/services/RegistryWriter.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import { Workspace, codes } from "./workspace.ts";

const run = promisify(execFile);
const skopeo = findBinary("skopeo", "skopeo");

const OCI = "application/vnd.oci.image";
const TITLE = "org.opencontainers.image.title";
const NAMES = ["radar-backend", "todo-backend", "todo-backend-module-git"];

let registry: OciRegistryService;
/** Holds `context`, from which the images are made. */
let sources: Workspace;
let work: Workspace;

beforeAll(async () => {
  registry = await startOciRegistry();
  sources = new Workspace();
  for (const name of NAMES) {
    const manifest = {
      name: `@acme/${name}`,
      version: "1.0.0",
      main: "dist/index.cjs.js",
      backstage: { role: "backend-plugin", pluginId: name },
    };
    sources.write(`context/${name}/package.json`, JSON.stringify(manifest));
    sources.write(`context/${name}/dist/index.cjs.js`, `// ${name}`);
  }
  sources.write(
    "policy.json",
    '{"default":[{"type":"insecureAcceptAnything"}]}',
  );
});
afterAll(async () => {
  await registry.stop();
  sources.remove();
});
beforeEach(() => {
  work = new Workspace();
  return () => work.remove();
});

const at = (name: string) => path.join(sources.dir, name);
const reference = (repository: string, folder = "") =>
  `oci://${registry.host}/${repository}:1${folder && `!${folder}`}`;

async function install(...references: readonly string[]) {
  work.configure(...references.map((one) => `- package: "${one}"`));
  const result = await work.install();
  const names = result.installed.map(({ facts }) => facts.name);
  return { result, names, codes: codes(result) };
}

/** An image as `podman build` makes one of `FROM scratch` and `COPY <folders> /`, in a layout of its own. */
class PodmanImage {
  readonly dir: string;
  readonly #layers: Buffer[] = [];

  constructor(name: string) {
    this.dir = at(`images/${name}`);
    mkdirSync(path.join(this.dir, "blobs/sha256"), { recursive: true });
  }

  async copy(...folders: readonly string[]): Promise<this> {
    const cwd = at("context");
    const entries = folders;
    this.#layers.push(await packTarball({ cwd, entries, gzip: false }));
    return this;
  }

  /** With the annotations of `podman build --annotation`. */
  commit(annotations: Readonly<Record<string, string>>): void {
    const created = "2026-01-01T00:00:00Z";
    const config = this.#blob(`${OCI}.config.v1+json`, {
      created,
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      os: "linux",
      config: { WorkingDir: "/", Labels: { "io.buildah.version": "1.39.3" } },
      rootfs: { type: "layers", diff_ids: this.#layers.map(digestOf) },
      history: this.#layers.map((_, index) => ({
        created,
        created_by: `/bin/sh -c #(nop) COPY multi:${index} in /`,
      })),
    });
    const layers = this.#layers.map((layer) =>
      this.#blob(`${OCI}.layer.v1.tar+gzip`, gzipSync(layer)),
    );
    const manifest = this.#blob(`${OCI}.manifest.v1+json`, {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config,
      layers,
      annotations: {
        "org.opencontainers.image.base.digest": "",
        "org.opencontainers.image.base.name": "",
        ...annotations,
      },
    });
    const index = { schemaVersion: 2, manifests: [manifest] };
    writeFileSync(path.join(this.dir, "index.json"), JSON.stringify(index));
    const layout = JSON.stringify({ imageLayoutVersion: "1.0.0" });
    writeFileSync(path.join(this.dir, "oci-layout"), layout);
  }

  /** As `podman push --format` does, which takes the same code. */
  async push(repository: string, format: "oci" | "v2s2"): Promise<void> {
    await run(skopeo, [
      `--policy=${at("policy.json")}`,
      "copy",
      "--quiet",
      `--format=${format}`,
      "--dest-tls-verify=false",
      `oci:${this.dir}`,
      `docker://${registry.host}/${repository}:1`,
    ]);
  }

  #blob(mediaType: string, content: Buffer | object) {
    const bytes = Buffer.isBuffer(content)
      ? content
      : Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes);
    const [algorithm = "", hex = ""] = digest.split(":");
    writeFileSync(path.join(this.dir, "blobs", algorithm, hex), bytes);
    return { mediaType, digest, size: bytes.length };
  }
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** The annotation of the exporters of dynamic plugins. */
function listPackages(...names: readonly string[]) {
  const list = names.map((name) => ({ [name]: { name: `@acme/${name}` } }));
  const text = Buffer.from(JSON.stringify(list)).toString("base64");
  return { "io.backstage.dynamic-packages": text };
}

async function mediaTypes(repository: string) {
  const url = `${registry.url}/v2/${repository}/manifests/1`;
  const accept = `${OCI}.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json`;
  const answer = await fetch(url, { headers: { accept } });
  const { layers } = (await answer.json()) as {
    readonly layers: readonly { readonly mediaType: string }[];
  };
  const types = layers.map(({ mediaType }) => mediaType);
  return [answer.headers.get("content-type"), ...types];
}

describe("an image of `podman build` with several folders", () => {
  const DOCKER = "application/vnd.docker";

  it.each([
    {
      format: "oci" as const,
      types: [`${OCI}.manifest.v1+json`, `${OCI}.layer.v1.tar+gzip`],
      without: "RESOLVE_PATH_AMBIGUOUS",
    },
    {
      format: "v2s2" as const,
      types: [
        `${DOCKER}.distribution.manifest.v2+json`,
        `${DOCKER}.image.rootfs.diff.tar.gzip`,
      ],
      // Docker's format has no annotations: what is in the layer has to tell.
      without: "FETCH_PATH_NOT_IN_ARTIFACT",
    },
  ])(
    "in one layer gives each of its packages by its folder ($format)",
    async ({ format, types, without }) => {
      const image = await new PodmanImage(`one-${format}`).copy(...NAMES);
      image.commit(listPackages(...NAMES));
      const repository = `podman/one-${format}`;
      await image.push(repository, format);
      expect(await mediaTypes(repository)).toEqual(types);

      const { names, result } = await install(
        ...NAMES.map((name) => reference(repository, name)),
      );
      expect(result.failed).toEqual([]);
      expect(names).toEqual(NAMES.map((name) => `@acme/${name}`));
      // One folder's name begins with another's; neither holds anything of the other.
      const contents = result.installed.map(({ dir }) =>
        readFileSync(path.join(dir, "dist/index.cjs.js"), "utf8"),
      );
      expect(contents).toEqual(NAMES.map((name) => `// ${name}`));

      const ambiguous = await install(reference(repository));
      expect(ambiguous.codes).toEqual({ [reference(repository)]: without });
    },
  );

  it("in a layer for each gives each of its packages", async () => {
    const image = new PodmanImage("layers");
    for (const name of NAMES) await image.copy(name);
    image.commit(listPackages(...NAMES));
    await image.push("podman/layers", "oci");
    const { names } = await install(
      ...NAMES.map((name) => reference("podman/layers", name)),
    );
    expect(names).toEqual(NAMES.map((name) => `@acme/${name}`));
  });

  it("gives the one that its annotation names where the reference names none", async () => {
    const image = await new PodmanImage("chosen").copy(...NAMES);
    image.commit(listPackages("todo-backend"));
    await image.push("podman/chosen", "oci");
    const { names } = await install(reference("podman/chosen"));
    expect(names).toEqual(["@acme/todo-backend"]);
  });

  it.each(["oci", "v2s2"] as const)(
    "gives its only package without being told where it is (%s)",
    async (format) => {
      const image = await new PodmanImage(`only-${format}`).copy(NAMES[0]!);
      image.commit({});
      await image.push(`podman/only-${format}`, format);
      const { names } = await install(reference(`podman/only-${format}`));
      expect(names).toEqual(["@acme/radar-backend"]);
    },
  );
});

describe("an artifact as ORAS pushes one", () => {
  interface Layer {
    readonly bytes: Buffer;
    readonly mediaType?: string;
    readonly annotations: Readonly<Record<string, string>>;
  }

  /** `oras push <repository>:1 --artifact-type … <file>:<type> <folder>`; the configuration is the empty one. */
  async function push(
    repository: string,
    layers: readonly Layer[],
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const writer = new RegistryWriter(registry.url, registry.user);
    const empty = "application/vnd.oci.empty.v1+json";
    const config = await writer.putBlob(repository, empty, Buffer.from("{}"));
    const pushed = [];
    for (const { bytes, mediaType, ...rest } of layers) {
      const type = mediaType ?? `${OCI}.layer.v1.tar`;
      pushed.push({
        ...(await writer.putBlob(repository, type, bytes)),
        ...rest,
      });
    }
    const manifest = {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      artifactType: "application/vnd.acme.plugin",
      config,
      layers: pushed,
      annotations: {
        "org.opencontainers.image.created": "2026-01-01T00:00:00Z",
        ...annotations,
      },
    };
    await writer.putManifest(repository, manifest, "1");
    return reference(repository);
  }

  function file(title: string, bytes: Buffer, mediaType?: string): Layer {
    const annotations = { [TITLE]: title };
    return { bytes, annotations, ...(mediaType && { mediaType }) };
  }

  async function folder(cwd: string, title: string): Promise<Layer> {
    const tar = await packTarball({ cwd, entries: [title], gzip: false });
    return {
      bytes: gzipSync(tar),
      mediaType: `${OCI}.layer.v1.tar+gzip`,
      annotations: {
        "io.deis.oras.content.digest": digestOf(tar),
        "io.deis.oras.content.unpack": "true",
        [TITLE]: title,
      },
    };
  }

  const read = (name: string) => readFileSync(at(`context/${name}`));

  it("installs, a layer for each file, whatever their types are called", async () => {
    const name = "radar-backend";
    const asked = await push("oras/files", [
      file("package.json", read(`${name}/package.json`), "application/json"),
      file("dist/index.cjs.js", read(`${name}/dist/index.cjs.js`)),
      file("README.md", Buffer.from("# Radar"), "application/octet-stream"),
      file("dist/icon.svg", Buffer.from("<svg/>"), "image/svg+xml"),
    ]);
    const { names, result } = await install(asked);
    expect(result.failed).toEqual([]);
    expect(names).toEqual(["@acme/radar-backend"]);
    const [{ dir = "" } = {}] = result.installed;
    expect(readFileSync(path.join(dir, "dist/icon.svg"), "utf8")).toBe(
      "<svg/>",
    );
  });

  it("installs, with a folder that ORAS packed beside a file", async () => {
    const name = "radar-backend";
    const asked = await push("oras/folder", [
      file("package.json", read(`${name}/package.json`)),
      await folder(at(`context/${name}`), "dist"),
    ]);
    const { names, result } = await install(asked);
    expect(result.failed).toEqual([]);
    expect(names).toEqual(["@acme/radar-backend"]);
  });

  it("installs, with a folder for each package, and a file at a path of its own", async () => {
    const [first = "", second = "", third = ""] = NAMES;
    await push(
      "oras/packages",
      [
        await folder(at("context"), first),
        await folder(at("context"), second),
        file(`${third}/package.json`, read(`${third}/package.json`)),
        file(`${third}/dist/index.cjs.js`, read(`${third}/dist/index.cjs.js`)),
      ],
      listPackages(...NAMES),
    );
    const { names, result } = await install(
      ...NAMES.map((name) => reference("oras/packages", name)),
    );
    expect(result.failed).toEqual([]);
    expect(names).toEqual(NAMES.map((name) => `@acme/${name}`));
  });

  it.each([
    "../escaped",
    "dist/../../escaped",
    "/tmp/escaped",
    "..\\escaped",
    "C:\\escaped",
    "C:/escaped",
    "dist/\u0000escaped",
    ".",
    "",
  ])("is refused where a title is %j", async (title) => {
    const hash = createHash("sha256").update(title).digest("hex").slice(0, 8);
    const asked = await push(`oras/escape-${hash}`, [
      file("package.json", read("radar-backend/package.json")),
      file("dist/index.cjs.js", read("radar-backend/dist/index.cjs.js")),
      file(title, Buffer.from("escaped")),
    ]);
    const { codes: refused, result } = await install(asked);
    expect(refused).toEqual({ [asked]: "FETCH_ARCHIVE_PATH" });
    expect(result.failed[0]?.reason.hint).not.toBe("");
    expect(work.stored("packages")).toEqual([]);
    expect(work.stored("staging")).toEqual([]);
    expect(existsSync("/tmp/escaped")).toBe(false);
    expect(existsSync(path.join(work.dir, "escaped"))).toBe(false);
  });

  it("puts a packed folder where its archive says, whatever its title", async () => {
    const dist = await folder(at("context/radar-backend"), "dist");
    const asked = await push("oras/title", [
      file("package.json", read("radar-backend/package.json")),
      { ...dist, annotations: { ...dist.annotations, [TITLE]: "../dist" } },
    ]);
    const { names } = await install(asked);
    expect(names).toEqual(["@acme/radar-backend"]);
    expect(existsSync(path.join(work.dir, "dist"))).toBe(false);
  });
});
