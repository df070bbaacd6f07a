import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import type { Fault } from "../../../scripts/services/Fault.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type OciRun,
  packageJson,
  startOciRun,
  writeTree,
} from "./ociHarness.ts";

let registry: OciRegistryService;
let proxy: FaultyProxy;
let run: OciRun;
let source: string;
let digest: string;
let reference: string;

beforeAll(async () => {
  registry = await startOciRegistry();
  proxy = await startFaultyProxy(registry.url);
  source = await writeTree({
    "package.json": packageJson("a"),
    "dist/data": randomBytes(200_000),
  });
  const layers = [{ cwd: source }];
  ({ digest } = await registry.pushArtifact({
    repository: "a",
    tag: "1",
    layers,
  }));
  reference = `oci://${proxy.host}/a:1`;
});

afterAll(async () => {
  await proxy?.stop();
  await registry?.stop();
  await rm(source, { recursive: true });
});

beforeEach(async () => {
  run = await startOciRun();
});

afterEach(() => run.close());

const BLOB = /^GET .*\/blobs\//;
const MANIFEST = /^GET .*\/manifests\//;

function inject(...faults: Fault[]) {
  proxy.setFaults(faults);
}

function count(match: RegExp) {
  return proxy.requests.filter((line) => match.test(line)).length;
}

/** Files below the staging folders: what a failed attempt left. */
async function leftovers() {
  const entries = await readdir(run.folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
}

describe("wrong bytes", () => {
  it.each([10, 100_000])(
    "at %i of a blob are refused without another try",
    async (offset) => {
      inject({ kind: "flip", match: BLOB, offset });
      await expect(run.install(reference)).rejects.toMatchObject({
        code: "FETCH_DIGEST_MISMATCH",
        message: expect.stringMatching(/app-config\.yaml:7/),
      });
      expect(count(BLOB)).toBe(1);
      expect(await leftovers()).toEqual([]);
    },
  );

  it("of a manifest are refused, by tag and by digest", async () => {
    inject({ kind: "flip", match: MANIFEST, offset: 30 });
    await expect(run.resolve(reference)).rejects.toMatchObject({
      code: "FETCH_DIGEST_MISMATCH",
    });
    await expect(
      run.resolve(`oci://${proxy.host}/a@${digest}`),
    ).rejects.toMatchObject({
      code: "FETCH_DIGEST_MISMATCH",
    });
    expect(count(MANIFEST)).toBe(2);
  });

  it("of a manifest are refused by digest also where the registry vouches for them", async () => {
    const other = await registry.pushArtifact({
      repository: "a",
      tag: "other",
      layers: [],
    });
    inject({
      kind: "redirect",
      match: new RegExp(`manifests/${digest}`),
      to: `/v2/a/manifests/${other.digest}`,
    });
    await expect(
      run.resolve(`oci://${proxy.host}/a@${digest}`),
    ).rejects.toMatchObject({
      code: "FETCH_DIGEST_MISMATCH",
      message: expect.stringContaining(other.digest),
    });
  });
});

describe("a broken transfer", () => {
  it.each([
    ["is cut", { kind: "truncate", after: 5_000 }],
    ["ends too early", { kind: "short", length: 5_000 }],
    ["is reset", { kind: "reset" }],
    ["fails with 500", { kind: "status", status: 500 }],
    ["fails with 503", { kind: "status", status: 503 }],
    ["stalls", { kind: "stall" }],
  ] as const)(
    "that %s is tried again, and complete then",
    async (_name, fault) => {
      inject({ ...fault, match: BLOB, times: 2 });
      const fetched = await run.install(reference);
      expect(fetched.files.map(({ path }) => path).sort()).toEqual([
        "dist/data",
        "package.json",
      ]);
      expect(count(BLOB)).toBe(3);
    },
  );

  it.each([
    [
      "is always too short",
      { kind: "short", length: 5_000 },
      "FETCH_SIZE_MISMATCH",
    ],
    ["never ends", { kind: "endless" }, "FETCH_SIZE_MISMATCH"],
    ["always fails", { kind: "status", status: 500 }, "FETCH_FAILED"],
    ["is always reset", { kind: "reset" }, "FETCH_FAILED"],
    ["always stalls", { kind: "stall" }, "FETCH_TIMEOUT"],
  ] as const)("that %s ends after three tries", async (_name, fault, code) => {
    inject({ ...fault, match: BLOB });
    await expect(run.install(reference)).rejects.toMatchObject({ code });
    expect(count(BLOB)).toBe(3);
    expect(await leftovers()).toEqual([]);
  });

  it("that drips ends when the time is up", async () => {
    const impatient = await startOciRun({ network: { totalTimeoutMs: 500 } });
    inject({ kind: "drip", match: BLOB, everyMs: 20 });
    await expect(impatient.install(reference)).rejects.toMatchObject({
      code: "FETCH_TIMEOUT",
    });
    await impatient.close();
  });

  it("ends at once when its plugin is aborted", async () => {
    const controller = new AbortController();
    const aborted = await startOciRun({
      context: { signal: controller.signal },
    });
    inject({ kind: "stall", match: BLOB });
    const resolved = aborted.install(reference);
    const waiting = setInterval(() => {
      if (count(BLOB) > 0) controller.abort(new Error("given up"));
    }, 5);
    await expect(resolved).rejects.toThrow("given up");
    clearInterval(waiting);
    await aborted.close();
  });

  it("for one plugin doesn't end it for another that waits for the same", async () => {
    const controller = new AbortController();
    inject({
      kind: "status",
      status: 503,
      match: BLOB,
      times: 1,
      headers: { "retry-after": "1" },
    });
    const patient = run.install(reference);
    const { signal } = controller;
    const hasty = await startOciRun({
      context: { signal, oci: run.context.oci } as object,
    });
    const given = hasty.install(reference);
    setTimeout(() => controller.abort(new Error("given up")), 100);
    await expect(given).rejects.toThrow("given up");
    expect((await patient).packageJson).toMatchObject({ name: "a" });
    await rm(hasty.folder, { recursive: true });
  });
});

describe("a registry under load", () => {
  it("is asked again when Retry-After is over", async () => {
    inject({
      kind: "status",
      status: 429,
      headers: { "retry-after": "1" },
      match: MANIFEST,
      times: 1,
    });
    const started = Date.now();
    await run.resolve(reference);
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
    expect(count(MANIFEST)).toBe(2);
  });

  it("is not waited for longer than there is time", async () => {
    inject({
      kind: "status",
      status: 429,
      headers: { "retry-after": "3600" },
      match: MANIFEST,
    });
    await expect(run.resolve(reference)).rejects.toMatchObject({
      code: "RESOLVE_REGISTRY_ERROR",
    });
    expect(count(MANIFEST)).toBe(1);
  });
});

describe("something else than a registry", () => {
  it("that shows a log-in page is named with its URL", async () => {
    inject({ kind: "login", match: MANIFEST });
    await expect(run.resolve(reference)).rejects.toMatchObject({
      code: "RESOLVE_REGISTRY_ERROR",
      message: expect.stringContaining(`${proxy.url}/v2/a/manifests/1`),
    });
    inject({ kind: "login", match: BLOB });
    await expect(run.install(reference)).rejects.toMatchObject({
      code: "FETCH_NOT_AN_ARCHIVE",
      message: expect.stringContaining(`${proxy.url}/v2/a/blobs/`),
    });
  });
});

describe("a redirect", () => {
  it("of a blob is followed, without the credentials", async () => {
    const storage = await startFaultyProxy(registry.url);
    const guarded = await startOciRegistry({ auth: "basic" });
    const front = await startFaultyProxy(guarded.url, [
      { kind: "redirect", match: BLOB, to: `${storage.url}/v2/a/blobs/x` },
    ]);
    const layers = [{ cwd: source }];
    await guarded.pushArtifact({ repository: "a", tag: "1", layers });
    const { name, password } = guarded.user;
    const config = { auths: { [front.host]: { username: name, password } } };
    const authorized = await startOciRun({ config });
    const resolved = await authorized.resolve(`oci://${front.host}/a:1`);
    if (resolved.source.kind !== "oci") throw new Error("not OCI");
    const [layer] = resolved.source.layers;
    front.setFaults([
      {
        kind: "redirect",
        match: BLOB,
        to: `${storage.url}/v2/a/blobs/${layer?.digest}`,
      },
    ]);
    const fetched = await authorized.install(`oci://${front.host}/a:1`);
    expect(fetched.packageJson).toMatchObject({ name: "a" });
    expect(
      front.received.map(({ headers }) => headers.authorization),
    ).not.toContain(undefined);
    expect(
      storage.received.map(({ headers }) => headers.authorization),
    ).toEqual([undefined]);
    await authorized.close();
    await Promise.all([front.stop(), storage.stop(), guarded.stop()]);
  });

  it.each([
    "http://169.254.169.254/latest",
    "http://0xA9FEA9FE/",
    "ftp://127.0.0.1/",
    "http://[::ffff:a9fe:a9fe]/",
  ])("to %s is not followed", async (to) => {
    inject({ kind: "redirect", match: BLOB, to });
    await expect(run.install(reference)).rejects.toMatchObject({
      code: "FETCH_ADDRESS_FORBIDDEN",
    });
  });

  it("in a circle ends", async () => {
    inject({ kind: "redirect", match: MANIFEST, to: "/v2/a/manifests/1" });
    await expect(run.resolve(reference)).rejects.toMatchObject({
      code: "RESOLVE_REGISTRY_ERROR",
    });
    expect(count(MANIFEST)).toBe(6);
  });
});

describe("a registry that is down", () => {
  const nowhere = "oci://127.0.0.1:1/a:1";

  it("is named, where nothing is locked", async () => {
    await expect(run.resolve(nowhere)).rejects.toMatchObject({
      code: "RESOLVE_REGISTRY_UNREACHABLE",
      message: expect.stringContaining("127.0.0.1:1"),
    });
  });

  it("is answered for by the lock, and the answer says so", async () => {
    const locked = {
      name: "a",
      version: "1.0.0",
      digest: `${digest}!p`,
      tree: "",
    };
    const withLock = await startOciRun({ context: { locked } });
    await expect(withLock.resolve(nowhere)).resolves.toMatchObject({
      digest: locked.digest,
      stale: true,
      source: { kind: "oci", digest, path: "p", layers: [] },
    });
    await withLock.close();
  });

  it("installs from the lock's answer when it is back", async () => {
    const locked = {
      name: "a",
      version: "1.0.0",
      digest: `${digest}!.`,
      tree: "",
    };
    const withLock = await startOciRun({ context: { locked } });
    inject({ kind: "status", status: 503, match: MANIFEST, times: 3 });
    const fetched = await withLock.install(reference);
    expect(fetched.resolved.stale).toBe(true);
    expect(fetched.packageJson).toMatchObject({ name: "a" });
    await withLock.close();
  });

  it("is not excused by the lock where it answers that the tag is gone", async () => {
    const locked = {
      name: "a",
      version: "1.0.0",
      digest: `${digest}!.`,
      tree: "",
    };
    const withLock = await startOciRun({ context: { locked } });
    inject();
    await expect(
      withLock.resolve(`oci://${proxy.host}/a:gone`),
    ).rejects.toMatchObject({
      code: "RESOLVE_TAG_NOT_FOUND",
    });
    await withLock.close();
  });
});

describe("progress", () => {
  it("counts up to the artifact's size", async () => {
    inject();
    const seen: (readonly [number, number | undefined])[] = [];
    const watched = await startOciRun({
      context: { onBytes: (received, total) => seen.push([received, total]) },
    });
    await watched.install(reference);
    const [received, total] = seen.at(-1) ?? [];
    expect(received).toBeGreaterThan(200_000);
    expect(received).toBe(total);
    await watched.close();
  });
});
