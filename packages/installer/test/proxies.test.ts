import { spawn } from "node:child_process";
import { once } from "node:events";
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
  makeTempFolder,
  type TempFolder,
} from "../../../scripts/services/makeTempFolder.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type ForwardProxy,
  startForwardProxy,
} from "../../../scripts/services/startForwardProxy.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type TlsFront,
  startTlsFront,
} from "../../../scripts/services/startTlsFront.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import { packageJson, writeTree } from "./ociHarness.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/todo-backend";
/** Nobody but the proxies knows where they are. */
const NPM = "npm.acme.example";
const OCI = "oci.acme.example";
const script = path.join(import.meta.dirname, "installProcess.ts");

describe("registries behind a proxy, with certificates of an authority of one's own", () => {
  let folder: TempFolder;
  let verdaccio: VerdaccioService;
  let registry: OciRegistryService;
  let faulty: FaultyProxy;
  let npmFront: TlsFront;
  let ociFront: TlsFront;
  let proxy: ForwardProxy;
  let work: Workspace;
  let hosts: Record<string, number>;

  beforeAll(async () => {
    folder = makeTempFolder("proxies");
    verdaccio = await startVerdaccio({ auth: true });
    registry = await startOciRegistry();
    const sources = new Workspace();
    const dir = sources.plugin(NAME);
    await verdaccio.publish(dir);
    sources.remove();
    const tree = await writeTree({
      "todo/package.json": packageJson("todo-backend").replace(
        "}",
        ',"main":"index.js","backstage":{"role":"backend-plugin","pluginId":"todo"}}',
      ),
      "todo/index.js": "exports.default = {};",
    });
    await registry.pushArtifact({
      repository: "plugins/todo",
      tag: "1.0.0",
      layers: [{ cwd: tree, entries: ["todo"] }],
    });
    faulty = await startFaultyProxy(verdaccio.url);
    const at = (name: string) => ({ name, folder: folder.path });
    npmFront = await startTlsFront(faulty.url, at(NPM));
    hosts = { [`${NPM}:443`]: npmFront.port };
  });
  afterAll(async () => {
    await Promise.all([npmFront.stop(), faulty.stop(), registry.stop()]);
    await verdaccio.stop();
    folder.remove();
  });
  beforeEach(async () => {
    proxy = await startForwardProxy(hosts);
    work = new Workspace();
    work.configure(`- package: "${NAME}"`);
  });
  afterEach(async () => {
    faulty.setFaults([]);
    await proxy.stop();
    work.remove();
  });

  const npmrc = (...more: string[]) =>
    work.write(
      ".npmrc",
      [
        `registry=https://${NPM}/`,
        `//${NPM}/:_authToken=${verdaccio.token}`,
        ...more,
      ].join("\n"),
    );

  it("are reached by names that only the proxy knows, with the authority of .npmrc", async () => {
    npmrc(`cafile=${npmFront.ca}`);
    work.env = { HTTPS_PROXY: `http://${proxy.host}` };
    const result = await work.install();
    expect(codes(result)).toEqual({});
    expect(result.installed).toHaveLength(1);
    expect(new Set(proxy.tunnels)).toEqual(new Set([`${NPM}:443`]));
    // What is meant for the registry goes through the tunnel, not to the proxy.
    expect(proxy.credentials.filter(Boolean)).toEqual([]);
    expect(faulty.received[0]?.headers.authorization).toBe(
      `Bearer ${verdaccio.token}`,
    );
  });

  it("are refused where nobody said that their authority is to be trusted", async () => {
    npmrc();
    work.env = { https_proxy: `http://${proxy.host}` };
    const { failed } = await work.install();
    expect(failed.map(({ reason }) => reason)).toEqual([
      expect.objectContaining({
        code: "RESOLVE_REGISTRY_UNREACHABLE",
        message: expect.stringContaining("self-signed certificate") as string,
      }),
    ]);
    expect(faulty.requests).toEqual([]);
  });

  it("are asked directly where NO_PROXY names them", async () => {
    work.write(
      ".npmrc",
      `registry=${faulty.url}/\n//${faulty.host}/:_authToken=${verdaccio.token}\n`,
    );
    work.env = {
      HTTPS_PROXY: `http://${proxy.host}`,
      HTTP_PROXY: `http://${proxy.host}`,
      NO_PROXY: "127.0.0.1",
    };
    const { installed } = await work.install();
    expect(installed).toHaveLength(1);
    expect(proxy.tunnels).toEqual([]);
  });

  it("are reached with the proxy's own password", async () => {
    await proxy.stop();
    proxy = await startForwardProxy(hosts, { password: "s3cret" });
    npmrc(`cafile=${npmFront.ca}`);
    work.env = { HTTPS_PROXY: `http://${proxy.host}` };
    const refused = await work.install();
    expect(refused.failed.map(({ reason }) => reason)).toEqual([
      expect.objectContaining({
        code: "RESOLVE_REGISTRY_UNREACHABLE",
        message: expect.stringContaining("407") as string,
      }),
    ]);
    work.env = { HTTPS_PROXY: `http://proxy:s3cret@${proxy.host}` };
    const { installed } = await work.install();
    expect(installed).toHaveLength(1);
  });

  it("lead nowhere into the proxy's own network by an address", async () => {
    npmrc(`cafile=${npmFront.ca}`);
    work.env = { HTTPS_PROXY: `http://${proxy.host}` };
    const to = "https://169.254.169.254/latest/meta-data";
    faulty.setFaults([{ kind: "redirect", match: /\.tgz$/, to }]);
    const result = await work.install();
    expect(codes(result)).toEqual({ [NAME]: "FETCH_ADDRESS_FORBIDDEN" });
    expect(proxy.tunnels).not.toContain("169.254.169.254:443");
  });

  it("may be of containers, with the authority that Node was started with", async () => {
    const own = makeTempFolder("proxies-oci");
    ociFront = await startTlsFront(registry.url, {
      name: OCI,
      folder: own.path,
    });
    hosts[`${OCI}:443`] = ociFront.port;
    try {
      const reference = `oci://${OCI}/plugins/todo:1.0.0`;
      work.configure(`- package: "${reference}"`);
      const run = async (env: NodeJS.ProcessEnv) => {
        const child = spawn(process.execPath, [script, work.dir], {
          env: { ...env, HTTPS_PROXY: `http://${proxy.host}` },
          stdio: ["ignore", "pipe", "inherit"],
        });
        const lines: string[] = [];
        child.stdout.on("data", (chunk: Buffer) =>
          lines.push(chunk.toString()),
        );
        const [code] = (await once(child, "close")) as [number];
        return { code, output: lines.join("") };
      };
      const refused = await run({});
      expect(refused.code).toBe(1);
      expect(refused.output).toContain("self-signed certificate");
      const { code, output } = await run({ NODE_EXTRA_CA_CERTS: ociFront.ca });
      expect(output).toContain('"installed":1');
      expect(code).toBe(0);
      expect(proxy.tunnels).toContain(`${OCI}:443`);
    } finally {
      await ociFront.stop();
      own.remove();
    }
  });
});
