import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import { Workspace } from "./workspace.ts";

let registry: OciRegistryService;
let bearer: OciRegistryService;
let proxy: FaultyProxy;
const replicas: Workspace[] = [];

beforeAll(async () => {
  registry = await startOciRegistry();
  bearer = await startOciRegistry({ auth: "bearer", anonymousPull: true });
  proxy = await startFaultyProxy(registry.url);
});

afterEach(() => {
  proxy.setFaults([]);
  for (const replica of replicas.splice(0)) replica.remove();
});

afterAll(async () => {
  for (const service of [proxy, registry, bearer]) await service?.stop();
});

interface ReplicaOptions {
  readonly cache: string;
  readonly push?: boolean;
  /** Makes it another package. */
  readonly text: string;
}

/** A portal with one frontend plugin as its author published it, and a cache of remotes. */
async function replica({ cache, push = false, text }: ReplicaOptions) {
  const workspace = new Workspace();
  replicas.push(workspace);
  workspace.write(
    "radar/package.json",
    JSON.stringify({
      name: "@acme/plugin-radar",
      version: "1.2.3",
      main: "dist/index.esm.js",
      exports: { ".": "./dist/index.esm.js" },
      files: ["dist"],
      backstage: { role: "frontend-plugin", pluginId: "radar" },
    }),
  );
  workspace.write("radar/dist/index.esm.js", `export default "${text}";`);
  workspace.configure("- package: ./radar");
  const install = async () => {
    const result = await workspace.install({
      remotes: {
        cache: {
          registry: cache,
          repository: "portal/remotes",
          place: { file: "app-config.yaml" },
        },
        push,
        memory: 2e9,
        timeMs: 60_000,
      },
    });
    expect(result.failed).toEqual([]);
    const [plugin] = result.installed;
    if (!plugin) throw new Error("Nothing was installed.");
    return plugin;
  };
  return { workspace, install };
}

function contentOf(dir: string): string {
  return readFileSync(path.join(dir, "dist/mf-manifest.json"), "utf8");
}

describe("replicas that share a cache of remotes", () => {
  it("build once: what one pushed is what the next one has", async () => {
    const text = crypto.randomUUID();
    const first = await replica({ cache: proxy.host, push: true, text });
    const built = await first.install();
    proxy.setFaults([]);
    const second = await replica({ cache: proxy.host, text });
    const pulled = await second.install();
    expect(proxy.requests).toContainEqual(
      expect.stringMatching(/^GET .*blobs/),
    );
    expect(pulled.tree).toBe(built.tree);
    expect(contentOf(pulled.dir)).toBe(contentOf(built.dir));
    expect([...built.warnings, ...pulled.warnings]).toEqual([]);
    proxy.setFaults([]);
    await second.install();
    expect(proxy.requests).toEqual([]);
  });

  it("keep to themselves what they build where they aren't told to push", async () => {
    const first = await replica({
      cache: proxy.host,
      text: crypto.randomUUID(),
    });
    await first.install();
    expect(proxy.requests.map((line) => line.split(" ")[0])).toEqual(["GET"]);
  });

  it("build the same, so that two that build at once push the same", async () => {
    const text = crypto.randomUUID();
    const [one, other] = await Promise.all(
      [registry.host, registry.host].map(async (cache) =>
        (await replica({ cache, push: true, text })).install(),
      ),
    );
    expect(one?.tree).toBe(other?.tree);
  });
});

describe("a cache that fails", () => {
  const warnings = (plugin: {
    readonly warnings: readonly { readonly code: string }[];
  }) => plugin.warnings.map(({ code }) => code);

  it("is a warning where it is down, and the remote is built", async () => {
    proxy.setFaults([{ match: /./, kind: "reset" }]);
    const { install } = await replica({
      cache: proxy.host,
      push: true,
      text: crypto.randomUUID(),
    });
    const plugin = await install();
    expect(warnings(plugin)).toEqual(["INSTALL_REMOTE_CACHE"]);
    expect(plugin.facts.frontend).toBeDefined();
  });

  it("is a warning where it refuses the push", async () => {
    const { install } = await replica({
      cache: bearer.host,
      push: true,
      text: crypto.randomUUID(),
    });
    expect(warnings(await install())).toEqual(["INSTALL_REMOTE_CACHE"]);
  });

  it("is a warning where its bytes were changed, and is mended by who may push", async () => {
    const text = crypto.randomUUID();
    await (await replica({ cache: registry.host, push: true, text })).install();
    proxy.setFaults([
      { match: /^GET .*blobs/, kind: "flip", offset: 40, times: 1 },
    ]);
    const second = await replica({ cache: proxy.host, push: true, text });
    expect(warnings(await second.install())).toEqual(["INSTALL_REMOTE_CACHE"]);
    expect(proxy.requests.at(-1)).toMatch(/^PUT .*manifests/);
  });
});
