import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../../scripts/services/Fault.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import { OciRemoteCache } from "../src/remote/OciRemoteCache.ts";
import type { StagedRemote } from "../src/remote/RemoteCache.ts";
import { type OciRun, startOciRun, writeTree } from "./ociHarness.ts";

const NAME = "@acme/plugin-radar";
const LONG = `dist/static/${"deep/".repeat(20)}${"a".repeat(90)}.js`;
const FILES = {
  "package.json": JSON.stringify({
    name: NAME,
    version: "1.2.3",
    description: "A radar",
    backstage: { role: "frontend-plugin", pluginId: "radar" },
  }),
  "dist/mf-manifest.json": '{"name":"radar"}',
  "dist/remoteEntry.js": "entry",
  "dist/static/Straße.svg": "<svg/>",
  [LONG]: "long",
};

let open: OciRegistryService;
let basic: OciRegistryService;
let bearer: OciRegistryService;
let proxy: FaultyProxy;
const runs: OciRun[] = [];
const folders: string[] = [];

beforeAll(async () => {
  open = await startOciRegistry();
  basic = await startOciRegistry({ auth: "basic" });
  bearer = await startOciRegistry({ auth: "bearer", anonymousPull: true });
  proxy = await startFaultyProxy(open.url);
});

afterEach(async () => {
  proxy.setFaults([]);
  for (const run of runs.splice(0)) await run.close();
});

afterAll(async () => {
  for (const service of [proxy, open, basic, bearer]) await service?.stop();
  for (const folder of folders) await rm(folder, { recursive: true });
});

/** A key that no other test uses. */
function identity(name = NAME, version = "1.2.3") {
  const hash = createHash("sha256").update(crypto.randomUUID()).digest("hex");
  return { key: `sha256-${hash}`, name, version };
}

async function stage(
  files: Readonly<Record<string, string>> = FILES,
): Promise<StagedRemote> {
  const dir = await writeTree(files);
  folders.push(dir);
  return {
    dir,
    files: Object.entries(files).map(([path, content]) => ({
      path,
      mode: 0o644,
      size: Buffer.byteLength(content),
      sha256: createHash("sha256").update(content).digest("hex"),
    })),
  };
}

/** A portal's cache, as each replica has its own. */
async function replica(
  host: string,
  { login, repository = "portal/remotes" }: ReplicaOptions = {},
) {
  const auth = Buffer.from(`${login?.name}:${login?.password}`);
  const run = await startOciRun({
    ...(login && {
      config: { auths: { [host]: { auth: auth.toString("base64") } } },
    }),
    network: { maxTries: 2 },
  });
  runs.push(run);
  const place = {
    file: "app-config.yaml",
    line: 9,
    key: "dynamicPlugins.remotes.cache",
  };
  const cache = new OciRemoteCache(
    { registry: host, repository, place },
    { ...run.context, openOci: async () => run.context.oci },
  );
  const stagingDir = () => mkdtemp(path.join(run.folder, "staging-"));
  return {
    pull: (wanted: ReturnType<typeof identity>) =>
      cache.pull(wanted, { stagingDir, accept: async (remote) => remote }),
    push: (key: ReturnType<typeof identity>, remote: StagedRemote) =>
      cache.push(key, remote),
    contents: run.contents,
    install: run.install,
  };
}

interface ReplicaOptions {
  readonly login?: { readonly name: string; readonly password: string };
  readonly repository?: string;
}

function byPath({ files }: StagedRemote) {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

describe("a remote that one replica pushed", () => {
  it.each([
    ["without a log-in", () => [open, undefined] as const],
    ["with a password", () => [basic, basic.user] as const],
    ["with a token", () => [bearer, bearer.user] as const],
  ])("is another one's %s, byte for byte", async (_name, choose) => {
    const [registry, login] = choose();
    const options = login ? { login } : {};
    const wanted = identity();
    const first = await replica(registry.host, options);
    const remote = await stage();
    await expect(first.pull(wanted)).resolves.toBeUndefined();
    await first.push(wanted, remote);
    const second = await replica(registry.host, options);
    const pulled = await second.pull(wanted);
    expect(pulled && byPath(pulled)).toEqual(byPath(remote));
  });

  it("asks for a token that may push only in order to push", async () => {
    const wanted = identity();
    const first = await replica(bearer.host, { login: bearer.user });
    const before = bearer.tokenRequests.length;
    await first.pull(wanted);
    await first.push(wanted, await stage());
    expect(bearer.tokenRequests.slice(before)).toEqual([
      "repository:portal/remotes:pull",
      "repository:portal/remotes:pull,push",
    ]);
  });

  it("is the same blob, whoever builds it", async () => {
    const repository = "portal/same";
    const [one, other] = [identity(), identity()];
    const remote = await stage();
    const cache = await replica(proxy.host, { repository });
    await cache.push(one, remote);
    proxy.setFaults([]);
    await (
      await replica(proxy.host, { repository })
    ).push(other, {
      ...(await stage()),
      files: remote.files.toReversed(),
    });
    expect(proxy.requests.some((line) => line.startsWith("POST"))).toBe(false);
    expect(
      proxy.requests.filter((line) => line.startsWith("PUT")),
    ).toHaveLength(1);
  });

  it("isn't pushed a second time", async () => {
    const wanted = identity();
    const remote = await stage();
    await (await replica(proxy.host)).push(wanted, remote);
    proxy.setFaults([]);
    await (await replica(proxy.host)).push(wanted, remote);
    expect(proxy.requests).toEqual([
      expect.stringMatching(/^GET .*manifests\/remote-/),
    ]);
  });

  it("is a package for anyone who reads dynamic plugins from registries", async () => {
    const wanted = identity();
    const cache = await replica(open.host);
    await cache.push(wanted, await stage());
    const tag = wanted.key.replace("sha256-", "remote-");
    const fetched = await cache.install(
      `oci://${open.host}/portal/remotes:${tag}`,
    );
    expect(fetched.digest).toMatch(/!acme-plugin-radar$/);
    expect(fetched.packageJson).toMatchObject({ name: NAME });
  });

  it("can be inspected and copied with skopeo, also into Docker's format", async () => {
    const wanted = identity();
    await (await replica(open.host)).push(wanted, await stage());
    const folder = await writeTree({
      "policy.json": '{"default":[{"type":"insecureAcceptAnything"}]}',
    });
    folders.push(folder);
    const tag = wanted.key.replace("sha256-", "remote-");
    const source = `docker://${open.host}/portal/remotes:${tag}`;
    const skopeo = (...args: string[]) =>
      promisify(execFile)("skopeo", [
        "--policy",
        path.join(folder, "policy.json"),
        ...args,
      ]);
    const { stdout } = await skopeo("inspect", "--tls-verify=false", source);
    expect(JSON.parse(stdout)).toMatchObject({ Os: "linux" });
    for (const format of ["oci", "v2s2"]) {
      await skopeo(
        "copy",
        `--format=${format}`,
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        source,
        `docker://${open.host}/copies:${format}`,
      );
    }
    const { install, contents } = await replica(open.host);
    for (const format of ["oci", "v2s2!acme-plugin-radar"]) {
      const fetched = await install(`oci://${open.host}/copies:${format}`);
      expect(await contents(fetched)).toEqual(FILES);
    }
  });
});

describe("a cache that doesn't do its part", () => {
  const warning = (message: RegExp) => ({
    code: "INSTALL_REMOTE_CACHE",
    message: expect.stringMatching(message),
    place: { file: "app-config.yaml", line: 9, key: expect.any(String) },
  });

  it("that refuses a push says so, and is pulled from afterwards", async () => {
    const wanted = identity();
    const owner = await replica(bearer.host, { login: bearer.user });
    await owner.push(wanted, await stage());
    const stranger = await replica(bearer.host);
    await expect(
      stranger.push(identity(), await stage()),
    ).rejects.toMatchObject({
      ...warning(/answered 401/),
      hint: expect.stringContaining("docker login"),
    });
    await expect(stranger.pull(wanted)).resolves.toBeDefined();
  });

  it("that needs a password which isn't there says so", async () => {
    const cache = await replica(basic.host);
    await expect(cache.pull(identity())).rejects.toMatchObject(
      warning(/asks for a user name and a password/),
    );
  });

  it("that is down is asked once for all plugins of a run", async () => {
    const cache = await replica(proxy.host);
    proxy.setFaults([{ match: /./, kind: "reset" }]);
    const down = warning(/can't be read: .*(?:socket|RESET)/i);
    await expect(cache.pull(identity())).rejects.toMatchObject(down);
    const asked = proxy.requests.length;
    await expect(cache.pull(identity())).rejects.toMatchObject(down);
    await cache.push(identity(), await stage());
    expect(proxy.requests).toHaveLength(asked);
  });

  it.each<[string, Fault]>([
    [
      "an upload breaks off",
      { match: /^PUT .*blobs/, kind: "reset", times: 1 },
    ],
    ["it is busy", { match: /^POST/, kind: "status", status: 503, times: 1 }],
    [
      "a manifest isn't taken at once",
      { match: /^PUT .*manifests/, kind: "status", status: 429, times: 1 },
    ],
  ])("is tried again where %s", async (_name, fault) => {
    const wanted = identity();
    const files = { ...FILES, "dist/new.js": crypto.randomUUID() };
    const remote = await stage(files);
    const cache = await replica(proxy.host);
    proxy.setFaults([fault]);
    await cache.push(wanted, remote);
    await expect(cache.pull(wanted)).resolves.toBeDefined();
  });

  it("can't lead an upload to where nobody asked it to go", async () => {
    const files = { ...FILES, "dist/new.js": crypto.randomUUID() };
    const remote = await stage(files);
    const cache = await replica(proxy.host);
    proxy.setFaults([
      {
        match: /^POST/,
        kind: "headers",
        headers: { location: "http://169.254.169.254/upload?state=1" },
      },
    ]);
    await expect(cache.push(identity(), remote)).rejects.toMatchObject(
      warning(/169\.254\.169\.254/),
    );
  });

  it("whose bytes were changed is refused, and the next push takes their place", async () => {
    const wanted = identity();
    const remote = await stage();
    const cache = await replica(proxy.host);
    await cache.push(wanted, remote);
    proxy.setFaults([{ match: /^GET .*blobs/, kind: "flip", offset: 40 }]);
    await expect(cache.pull(wanted)).rejects.toMatchObject(
      warning(/have the digest/),
    );
    proxy.setFaults([]);
    await cache.push(wanted, remote);
    expect(proxy.requests.at(-1)).toMatch(/^PUT .*manifests/);
  });
});

describe("a cache that holds something else", () => {
  async function pullOf(
    files: Readonly<Record<string, string>>,
    wanted = identity(),
  ) {
    const cache = await replica(open.host);
    await cache.push(wanted, await stage(files));
    return cache.pull(wanted);
  }
  const packageJson = (extra: object) =>
    JSON.stringify({ ...JSON.parse(FILES["package.json"]), ...extra });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "files beside the remote",
      { ...FILES, "node_modules/x/index.js": "" },
      /node_modules/,
    ],
    [
      "another version",
      { ...FILES, "package.json": packageJson({ version: "1.2.2" }) },
      /1\.2\.2 instead of/,
    ],
    ["no remote", { "package.json": FILES["package.json"] }, /no remote/],
  ])("is refused where it holds %s", async (_name, files, message) => {
    await expect(pullOf(files)).rejects.toMatchObject({
      code: "INSTALL_REMOTE_CACHE",
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [
      "code for the backend",
      { main: "dist/index.cjs.js", backstage: { role: "backend-plugin" } },
    ],
    ["dependencies", { dependencies: { evil: "1" } }],
  ])("is refused where it brings %s", async (_name, extra) => {
    const wanted = identity();
    const hostile = await writeTree({
      "acme-plugin-radar/package.json": packageJson(extra),
      "acme-plugin-radar/dist/mf-manifest.json": "{}",
      "acme-plugin-radar/dist/index.cjs.js": "",
    });
    folders.push(hostile);
    await open.pushArtifact({
      repository: "portal/remotes",
      tag: wanted.key.replace("sha256-", "remote-"),
      layers: [{ cwd: hostile }],
      annotations: { "io.flyloft.remote-key": wanted.key },
    });
    await expect((await replica(open.host)).pull(wanted)).rejects.toMatchObject(
      { code: "INSTALL_REMOTE_CACHE" },
    );
  });

  it("is refused where the tag was put on another remote", async () => {
    const [wanted, other] = [identity(), identity()];
    const cache = await replica(open.host);
    await cache.push(other, await stage());
    const [source = "", target = ""] = [other, wanted].map(({ key }) =>
      key.replace("sha256-", "remote-"),
    );
    const manifest = `${open.url}/v2/portal/remotes/manifests`;
    const found = await fetch(`${manifest}/${source}`, {
      headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
    });
    const moved = await fetch(`${manifest}/${target}`, {
      method: "PUT",
      headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
      body: await found.text(),
    });
    expect(moved.status).toBe(201);
    await expect(cache.pull(wanted)).rejects.toMatchObject({
      message: expect.stringContaining("is on something else"),
    });
  });
});
