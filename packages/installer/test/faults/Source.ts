import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../../scripts/services/startFaultyProxy.ts";
import { startOciRegistry } from "../../../../scripts/services/startOciRegistry.ts";
import { startVerdaccio } from "../../../../scripts/services/startVerdaccio.ts";
import { publishTarball } from "../../../../scripts/services/publishPackage.ts";
import { ImageSigner } from "../imageSigner.ts";
import type { Workspace } from "../workspace.ts";

export type Via = "npm" | "oci" | "file";

/** A place that a portal gets a plugin from, which does what a test says. */
export interface Source {
  readonly via: Via;
  /** Of the plugin `name`, as an entry of the configuration has it. */
  reference(name: string): string;
  /** Puts bytes where the reference leads to, and answers what an entry's `integrity` says of them. */
  offer(name: string, version: string, bytes: Buffer): Promise<string>;
  /** Makes a portal's folder ask here. */
  connect(work: Workspace): void;
}

/** A source behind a proxy that does damage. */
export interface RegistrySource extends Source {
  readonly via: "npm" | "oci";
  readonly proxy: FaultyProxy;
  /** Of requests for what the registry says of a plugin: a package's document, an artifact's manifest. */
  readonly document: RegExp;
  /** Of requests for the plugin itself. */
  readonly bytes: RegExp;
  /** Of artifacts; what signs npm packages is in the document. */
  readonly signer?: ImageSigner;
  stop(): Promise<void>;
}

export async function startNpmSource(): Promise<RegistrySource> {
  const verdaccio = await startVerdaccio({ auth: true });
  const proxy = await startFaultyProxy(verdaccio.url);
  return {
    via: "npm",
    proxy,
    document: /^GET \/[^/]+$/,
    bytes: /^GET .*\.tgz$/,
    reference: (name) => `@acme/${name}`,
    offer: async (name, version, tarball) => {
      const manifest = { name: `@acme/${name}`, version };
      // Verdaccio takes no empty file.
      const sent = tarball.length > 0 ? tarball : Buffer.from(" ");
      const release = { manifest, tarball: sent };
      const { integrity } = await publishTarball(verdaccio, release);
      if (sent === tarball) return integrity;
      const folder = path.join(verdaccio.storage, manifest.name);
      return replaceTarball(folder, `${name}-${version}.tgz`, tarball);
    },
    connect: (work) =>
      void work.write(
        ".npmrc",
        `registry=${proxy.url}/\n//${proxy.host}/:_authToken=${verdaccio.token}\n`,
      ),
    stop: async () => {
      await proxy.stop();
      await verdaccio.stop();
    },
  };
}

export async function startOciSource(): Promise<RegistrySource> {
  const registry = await startOciRegistry({ auth: "basic" });
  const proxy = await startFaultyProxy(registry.url);
  const { name: username, password } = registry.user;
  const auths = { [proxy.host]: { username, password } };
  return {
    via: "oci",
    proxy,
    signer: new ImageSigner(registry.url, registry.user),
    document: /^GET .*\/manifests\//,
    bytes: /^GET .*\/blobs\//,
    reference: (name) => `oci://${proxy.host}/acme/${name}:stable`,
    offer: async (name, _version, bytes) => {
      const repository = `acme/${name}`;
      const layers = [{ bytes }];
      const artifact = { repository, tag: "stable", layers };
      return (await registry.pushArtifact(artifact)).digest;
    },
    connect: (work) =>
      void work.write("home/.docker/config.json", JSON.stringify({ auths })),
    stop: async () => {
      await proxy.stop();
      await registry.stop();
    },
  };
}

/** Behind the back of a registry that checks what it is sent. */
function replaceTarball(folder: string, name: string, bytes: Buffer): string {
  const file = path.join(folder, name);
  const document = path.join(folder, "package.json");
  const text = readFileSync(document, "utf8");
  const before = sha512(readFileSync(file));
  writeFileSync(document, text.replaceAll(before, sha512(bytes)));
  writeFileSync(file, bytes);
  return sha512(bytes);
}

function sha512(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

/** A zip beside the configuration: registries have none. */
export function createFileSource(folder: string): Source {
  const file = (name: string) => path.join(folder, `${name}.zip`);
  return {
    via: "file",
    reference: file,
    offer: async (name, _version, bytes) => {
      writeFileSync(file(name), bytes);
      return sha512(bytes);
    },
    connect: () => {},
  };
}
