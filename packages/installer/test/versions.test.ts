import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import {
  type UpdatablePlugin,
  createRequest,
  findUpdates,
  listVersions,
} from "../src/index.ts";
import { Workspace } from "./workspace.ts";

const RADAR = "@acme/radar-backend";

describe("versions and updates", () => {
  let npm: VerdaccioService;
  let oci: OciRegistryService;
  let work: Workspace;
  let withTags: string;

  beforeAll(async () => {
    [npm, oci] = await Promise.all([startVerdaccio(), startOciRegistry()]);
    work = new Workspace();
    work.configure();
    work.write(".npmrc", npm.npmrc());
    const publish = (version: string, extra: object = {}, tag = "latest") =>
      npm.publish(work.plugin(RADAR, version, extra), { tag });
    await publish("1.0.0");
    await publish("1.10.0");
    await publish("1.9.0");
    await publish("2.0.0-beta.1", {}, "next");
    await publish("3.0.0", { engines: { node: ">=99" } });
    await npm.publish(
      work.plugin("@acme/library", "1.0.0", {
        backstage: { role: "common-library" },
      }),
    );
    const why = "Loses data,\nuse 1.10";
    await deprecate(npm, { name: RADAR, version: "1.9.0" }, why);
    const cwd = work.plugin("oci-radar", "1.0.0");
    const layers = [{ cwd }];
    withTags = `${oci.host}/acme/radar`;
    const tags = ["1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1", "latest"];
    for (const tag of [...tags, `sha256-${"a".repeat(64)}.sig`]) {
      await oci.pushArtifact({ repository: "acme/radar", tag, layers });
    }
    for (let patch = 0; patch < 130; patch += 1) {
      await oci.pushArtifact({
        repository: "acme/many",
        tag: `1.0.${patch}`,
        layers,
      });
    }
  });
  afterAll(async () => {
    work.remove();
    await Promise.all([npm.stop(), oci.stop()]);
  });

  const requestFor = (text: string) =>
    createRequest(text, { baseDir: work.dir, place: { file: "a test" } });
  const versionsOf = async (text: string, current?: string) =>
    listVersions(requestFor(text), { ...(await work.options()), current });
  const installed = (
    text: string,
    name: string,
    version: string,
  ): UpdatablePlugin => ({ request: requestFor(text), name, version });
  const updatesOf = async (...plugins: UpdatablePlugin[]) => {
    const { config: _config, ...options } = await work.options();
    return findUpdates(plugins, options);
  };

  it("of an npm package come newest first, with time, tags, deprecation and whether they run here", async () => {
    const versions = await versionsOf(`${RADAR}@^1`, "1.0.0");
    expect(versions.map(({ version }) => version)).toEqual([
      "3.0.0",
      "2.0.0-beta.1",
      "1.10.0",
      "1.9.0",
      "1.0.0",
    ]);
    const [three, beta, ten, nine, one] = versions;
    expect(three).toMatchObject({
      tags: ["latest"],
      isCompatible: false,
      problem: {
        code: "VERIFY_INCOMPATIBLE",
        message: expect.stringContaining("99") as string,
      },
      reference: `${RADAR}@3.0.0`,
    });
    expect(beta).toMatchObject({ tags: ["next"], isCompatible: true });
    expect(ten?.publishedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(nine).toMatchObject({ deprecated: "Loses data, use 1.10" });
    expect(one).toMatchObject({ isCompatible: true, deprecated: undefined });
  });

  it("of a package that is no plugin say so", async () => {
    expect(await versionsOf("@acme/library")).toMatchObject([
      { isCompatible: false, problem: { code: "VERIFY_NOT_A_PLUGIN" } },
    ]);
  });

  it("of an OCI artifact are its tags, versions first and newest first, without signatures", async () => {
    const versions = await versionsOf(`oci://${withTags}:1.0.0!radar`);
    expect(versions.map(({ version }) => version)).toEqual([
      "2.0.0-rc.1",
      "1.10.0",
      "1.2.0",
      "1.0.0",
      "latest",
    ]);
    expect(versions[1]?.reference).toBe(`oci://${withTags}:1.10.0!radar`);
  });

  it("of an OCI artifact are all of them, page by page", async () => {
    const versions = await versionsOf(`oci://${oci.host}/acme/many:1.0.0`);
    expect(versions).toHaveLength(130);
    expect(versions[0]?.version).toBe("1.0.129");
  });

  it("of a folder or an archive are none", async () => {
    expect(await versionsOf("./radar")).toEqual([]);
    expect(await versionsOf("./radar.tgz")).toEqual([]);
  });

  it.each([
    ["@acme/no-such-plugin", "RESOLVE_PACKAGE_NOT_FOUND"],
    ["oci://127.0.0.1:1/acme/radar:1", "RESOLVE_REGISTRY_UNREACHABLE"],
  ])("of %s can't be told", async (text, code) => {
    await expect(versionsOf(text)).rejects.toMatchObject({ code });
  });

  it("show what is newer and runs here, and what its publisher gave up", async () => {
    const updates = await updatesOf(
      installed(`${RADAR}@^1`, RADAR, "1.9.0"),
      installed("./folder", "@acme/folder", "1.0.0"),
      installed(`oci://${withTags}:1.2.0`, "oci-radar", "1.0.0"),
      installed("@acme/no-such-plugin", "@acme/no-such-plugin", "1.0.0"),
      installed("oci://127.0.0.1:1/acme/x:1.0.0", "@acme/x", "1.0.0"),
    );
    expect(updates).toEqual([
      {
        plugin: RADAR,
        current: "1.9.0",
        newest: "1.10.0",
        deprecated: "Loses data, use 1.10",
      },
      {
        plugin: "oci-radar",
        current: "1.0.0",
        newest: "1.10.0",
        deprecated: undefined,
      },
    ]);
  });

  it("show pre-releases to who runs one, and nothing to who has the newest", async () => {
    expect(
      await updatesOf(
        installed(`${RADAR}@next`, RADAR, "2.0.0-beta.0"),
        installed(`oci://${withTags}:2.0.0-rc.0`, "oci-radar", "1.0.0"),
      ),
    ).toMatchObject([{ newest: "2.0.0-beta.1" }, { newest: "2.0.0-rc.1" }]);
    expect(
      await updatesOf(installed(`${RADAR}@1.10.0`, RADAR, "1.10.0")),
    ).toEqual([]);
  });

  it("come from catalogs for what no registry tells of", async () => {
    const file = work.write(
      "catalog.yaml",
      `plugins:
  - name: "@acme/tarball"
    reference: https://acme.example/tarball-2.tgz
    versions:
      - version: 1.0.0
        deprecated: Too old
      - version: 2.0.0
      - version: 3.0.0
        deprecated: Broken
`,
    );
    const { config: _config, ...options } = await work.options();
    const place = undefined;
    const catalogs = [
      { kind: "file", id: "gone", title: "Gone", file: `${file}.gone`, place },
      { kind: "file", id: "acme", title: "Acme", file, place },
    ] as const;
    const marketplace = { catalogs, updates: true };
    const plugin = installed(
      "https://acme.example/tarball-1.tgz",
      "@acme/tarball",
      "1.0.0",
    );
    expect(await findUpdates([plugin], { ...options, marketplace })).toEqual([
      {
        plugin: "@acme/tarball",
        current: "1.0.0",
        newest: "2.0.0",
        deprecated: "Too old",
      },
    ]);
  });
});

/** As `npm deprecate` does it. */
async function deprecate(
  { url, token }: VerdaccioService,
  { name, version }: { readonly name: string; readonly version: string },
  why: string,
): Promise<void> {
  const address = `${url}/${name.replace("/", "%2f")}`;
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
  };
  const document = (await (
    await fetch(`${address}?write=true`, { headers })
  ).json()) as { versions: Record<string, { deprecated?: string }> };
  document.versions[version]!.deprecated = why;
  const body = JSON.stringify(document);
  const answer = await fetch(address, { method: "PUT", headers, body });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
