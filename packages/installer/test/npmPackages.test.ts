import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
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
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/todo-backend";

describe("plugins from an npm registry", () => {
  let registry: VerdaccioService;
  let integrity: string;
  let work: Workspace;

  beforeAll(async () => {
    registry = await startVerdaccio({ auth: true });
    const sources = new Workspace();
    for (const version of ["1.0.0", "1.2.0", "2.0.0"]) {
      const published = await registry.publish(sources.plugin(NAME, version));
      if (version === "1.2.0") integrity = published.integrity;
    }
    await registry.publish(sources.plugin(NAME, "3.0.0"), { tag: "next" });
    await registry.publish(sources.plugin("plain-backend"));
    const broken = sources.plugin("broken-backend", "4.0.11", {
      main: "dist/gone.cjs.js",
    });
    await registry.publish(broken);
    await registry.publish(sources.plugin("@acme/something-else"), {
      manifest: { name: "@acme/impostor" },
    });
    sources.remove();
  });
  afterAll(() => registry.stop());

  beforeEach(() => {
    work = new Workspace();
    work.write(".npmrc", registry.npmrc());
  });
  afterEach(() => work.remove());

  it.each([
    [`${NAME}@1.0.0`, "1.0.0"],
    [`${NAME}@^1.0.0`, "1.2.0"],
    [NAME, "2.0.0"],
    [`${NAME}@next`, "3.0.0"],
    [`todo@npm:${NAME}@~1.2`, "1.2.0"],
  ])(
    "installs %s as version %s, which is what the folder in the store has",
    async (reference, version) => {
      work.configure(`- package: "${reference}"`);
      const { installed, failed } = await work.install();
      expect(failed).toEqual([]);
      expect(installed[0]?.facts).toMatchObject({ name: NAME, version });
      const main = path.join(installed[0]!.dir, "dist/index.cjs.js");
      expect(readFileSync(main, "utf8")).toContain(version);
      expect(work.stored("staging")).toEqual([]);
    },
  );

  it("uses a scope's registry with its token from a variable, and the default one for the rest", async () => {
    const host = registry.url.replace(/^http:/, "");
    work.env = { ACME_TOKEN: registry.token };
    work.write(
      ".npmrc",
      `registry=http://127.0.0.1:1/\n@acme:registry=${registry.url}\n${host}/:_authToken=\${ACME_TOKEN}\n`,
    );
    work.configure(`- package: "${NAME}"`, "- package: plain-backend");
    const result = await work.install();
    expect(result.installed.map(({ facts }) => facts.name)).toEqual([NAME]);
    expect(codes(result)).toEqual({
      "plain-backend": "RESOLVE_REGISTRY_UNREACHABLE",
    });
  });

  it("reports a wrong token without showing it", async () => {
    work.write(
      ".npmrc",
      registry.npmrc().replace(registry.token, "wr0ng-t0ken"),
    );
    work.configure(`- package: "${NAME}"`);
    const result = await work.install();
    expect(codes(result)).toEqual({ [NAME]: "RESOLVE_UNAUTHORIZED" });
    expect(JSON.stringify(result.failed)).not.toContain("wr0ng-t0ken");
  });

  it("names each plugin that can't be had, with its line, and installs the others", async () => {
    work.configure(
      "- package: no-such-package",
      `- package: "${NAME}@^9"`,
      "- package: broken-backend\n  required: true",
      `- package: "${NAME}@1.0.0"`,
    );
    const result = await work.install();
    expect(codes(result)).toEqual({
      "no-such-package": "RESOLVE_PACKAGE_NOT_FOUND",
      [`${NAME}@^9`]: "RESOLVE_VERSION_NOT_FOUND",
      "broken-backend": "VERIFY_ENTRY_MISSING",
      [`${NAME}@1.0.0`]: "CONFIG_DUPLICATE_PLUGIN",
    });
    const broken = result.failed.find(({ text }) => text === "broken-backend");
    expect(broken).toMatchObject({ required: true });
    expect(broken?.reason.message).toContain("broken publish");
    expect(broken?.reason.place).toMatchObject({ line: 5 });
  });

  it("refuses a package that says it is another than the registry's", async () => {
    work.configure('- package: "@acme/impostor"');
    const result = await work.install();
    expect(codes(result)).toEqual({ "@acme/impostor": "VERIFY_NAME_MISMATCH" });
    expect(result.failed[0]?.reason.message).toContain("@acme/something-else");
    expect(work.stored("packages")).toEqual([]);
  });

  it("refuses a lockfile that is none, before anything is asked for", async () => {
    work.configure(`- package: "${NAME}"`);
    work.write("plugins.lock.yaml", "plugins: nonsense\n");
    await expect(work.install()).rejects.toMatchObject({
      code: "CONFIG_LOCKFILE_INVALID",
      message: expect.stringContaining(work.lockfile) as string,
    });
  });

  it("holds a package to the integrity of its entry", async () => {
    work.configure(`- package: "${NAME}@1.2.0"\n  integrity: ${integrity}`);
    expect((await work.install()).failed).toEqual([]);
    const other = `sha512-${Buffer.alloc(64, 1).toString("base64")}`;
    work.configure(`- package: "${NAME}@1.2.0"\n  integrity: ${other}`);
    expect(codes(await work.install())).toEqual({
      [`${NAME}@1.2.0`]: "VERIFY_INTEGRITY_MISMATCH",
    });
  });

  it("keeps a locked range, asks again with `Always`, and falls back to the store where the registry is gone", async () => {
    work.configure(`- package: "${NAME}@^1"`);
    await work.install();
    const lock = work.lock();
    expect(lock).toContain(integrity);
    const gone = "registry=http://127.0.0.1:1/\n";
    work.write(".npmrc", gone);
    const quiet = await work.install();
    expect(quiet.installed[0]).toMatchObject({ stale: false });
    work.configure(`- package: "${NAME}@^1"\n  pullPolicy: Always`);
    const stale = await work.install();
    expect(stale.installed[0]).toMatchObject({
      stale: true,
      facts: { version: "1.2.0" },
    });
    expect(work.lock()).toBe(lock);
  });

  it("installs nothing but what is locked where the lock is frozen", async () => {
    work.configure(`- package: "${NAME}@^1"`);
    await work.install();
    work.configure(`- package: "${NAME}@^1"`, "- package: plain-backend");
    const result = await work.install({ frozen: true });
    expect(result.installed).toHaveLength(1);
    expect(codes(result)).toEqual({ "plain-backend": "RESOLVE_NOT_LOCKED" });
    const other = `sha512-${Buffer.alloc(64, 2).toString("base64")}`;
    work.write("plugins.lock.yaml", work.lock().replace(integrity, other));
    const changed = await work.install({ frozen: true });
    const [reason] = changed.failed.filter(({ text }) => text.startsWith(NAME));
    expect(reason?.reason.code).toBe("RESOLVE_LOCK_CHANGED");
    expect(reason?.reason.message).toContain(other);
    expect(reason?.reason.message).toContain(integrity);
  });

  it("refuses a changed byte with a digest error, once, and leaves nothing in the store", async () => {
    const proxy = await startTamperingProxy(registry);
    work.write(
      ".npmrc",
      `registry=${proxy.url}/\n//127.0.0.1:${proxy.port}/:_authToken=${registry.token}\n`,
    );
    work.configure(`- package: "${NAME}@1.0.0"`);
    const result = await work.install();
    await proxy.stop();
    expect(codes(result)).toEqual({
      [`${NAME}@1.0.0`]: "FETCH_DIGEST_MISMATCH",
    });
    expect(proxy.downloads).toBe(1);
    expect(work.stored("packages")).toEqual([]);
    expect(work.stored("digests")).toEqual([]);
    expect(work.stored("staging")).toEqual([]);
    expect(existsSync(work.lockfile)).toBe(false);
  });

  it("plans what an install does, and writes nothing", async () => {
    work.configure(
      `- package: "${NAME}@1.0.0"\n  pluginConfig: { todo: { limit: "\${LIMIT:-5}" } }`,
    );
    const plan = await work.plan();
    expect(plan.plugins).toMatchObject([
      { action: "add", fetches: true, after: { name: NAME, version: "1.0.0" } },
    ]);
    expect(plan.config).toMatchObject([
      {
        key: "todo.limit",
        written: expect.stringContaining("${LIMIT:-5}"),
        place: { line: 4 },
      },
    ]);
    expect(existsSync(work.store)).toBe(false);
    await work.install();
    expect((await work.plan()).plugins).toMatchObject([
      { action: "keep", fetches: false },
    ]);
    work.configure("- package: plain-backend");
    expect((await work.plan()).plugins).toMatchObject([
      { text: "plain-backend", action: "add" },
      { text: `${NAME}@1.0.0`, action: "remove" },
    ]);
  });
});

/** The registry with the last byte but four of every tarball changed. */
async function startTamperingProxy(registry: VerdaccioService) {
  const state = { downloads: 0 };
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await fetch(`${registry.url}${request.url}`, {
        headers: { authorization: request.headers.authorization ?? "" },
      });
      const body = Buffer.from(await answer.arrayBuffer());
      const isTarball = request.url?.endsWith(".tgz") ?? false;
      if (isTarball) {
        state.downloads += 1;
        body[body.length - 40]! ^= 1;
        response.end(body);
      } else {
        const text = body.toString().replaceAll(registry.url, url());
        response.setHeader("content-type", "application/json");
        response.end(text);
      }
    })();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const url = () => `http://127.0.0.1:${port}`;
  return {
    port,
    url: url(),
    get downloads() {
      return state.downloads;
    },
    stop: () => new Promise((done) => server.close(done)),
  };
}
