import { execFile } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../scripts/paths.ts";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import {
  type ForwardProxy,
  startForwardProxy,
} from "../scripts/services/startForwardProxy.ts";
import { startOciRegistry } from "../scripts/services/startOciRegistry.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../scripts/services/startVerdaccio.ts";
import { buildFixture } from "./fixtures/buildFixture.ts";
import { openPortal } from "./openPortal.ts";
import { bundled, startPortal } from "./startPortal.ts";

const BACKEND = "@example/plugin-greeter-backend";
const FRONTEND = "@example/plugin-greeter";
const TALLY = "@acme/plugin-tally-backend";

interface MirrorSummary {
  readonly isComplete: boolean;
  readonly digest: string;
  readonly plugins: readonly { readonly name: string; readonly kind: string }[];
  readonly dependencies: number;
  readonly bytes: { readonly copied: number; readonly kept: number };
}

/** As their authors publish them: dependencies are named, not brought along. */
async function publishTally(npm: VerdaccioService): Promise<void> {
  const folder = makeTempFolder("tally");
  const publish = async (
    packageJson: Readonly<Record<string, unknown>> & { readonly name: string },
    index: string,
  ) => {
    const dir = path.join(folder.path, packageJson.name);
    mkdirSync(dir, { recursive: true });
    const manifest = { version: "1.0.0", main: "index.js", ...packageJson };
    writeFileSync(path.join(dir, "package.json"), JSON.stringify(manifest));
    writeFileSync(path.join(dir, "index.js"), index);
    await npm.publish(dir);
  };
  await publish({ name: "@acme/tally-words" }, "exports.word = 'three';");
  await publish(
    { name: "@acme/tally-core", dependencies: { "@acme/tally-words": "^1" } },
    "exports.count = () => require('@acme/tally-words').word;",
  );
  await publish(
    {
      name: TALLY,
      backstage: { role: "backend-plugin", pluginId: "tally" },
      dependencies: {
        "@acme/tally-core": "^1.0.0",
        "@backstage/backend-plugin-api": "^1.0.0",
        express: "^4.0.0",
      },
    },
    `const api = require("@backstage/backend-plugin-api");
    const { Router } = require("express");
    exports.default = api.createBackendPlugin({
      pluginId: "tally",
      register(env) {
        env.registerInit({
          deps: { http: api.coreServices.httpRouter },
          async init({ http }) {
            const router = Router();
            router.get("/count", (req, res) => res.json(require("@acme/tally-core").count()));
            http.use(router);
            http.addAuthPolicy({ path: "/count", allow: "unauthenticated" });
          },
        });
      },
    });`,
  );
  folder.remove();
}

/** `flyloft mirror` in a portal's folder. */
async function mirror(
  folder: string,
  ...args: readonly string[]
): Promise<MirrorSummary> {
  const command = path.join(root, "packages/cli/dist/flyloft.js");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, "mirror", ...args, "--json"],
    { cwd: folder, env: { ...process.env, HOME: folder } },
  );
  return JSON.parse(stdout) as MirrorSummary;
}

describe("a portal in a closed network", () => {
  let browser: Browser;
  let proxy: ForwardProxy;
  beforeAll(async () => {
    browser = await launchChromium();
    proxy = await startForwardProxy({});
  });
  afterAll(async () => {
    await browser?.close();
    await proxy.stop();
  });

  it("starts from a mirror alone, in a folder or in a registry of its own", async () => {
    const [greeter, greeterBackend, npm, oci, inside] = await Promise.all([
      buildFixture("greeter"),
      buildFixture("greeter-backend"),
      startVerdaccio({ proxy: true }),
      startOciRegistry(),
      startOciRegistry(),
    ]);
    await npm.publish(greeterBackend);
    await publishTally(npm);
    const folder = path.basename(greeter);
    await oci.pushArtifact({
      repository: "team/plugins",
      tag: "1.0",
      layers: [{ cwd: path.dirname(greeter), entries: [folder] }],
      dynamicPackages: { [folder]: { name: FRONTEND, version: "1.0.0" } },
    });
    const plugins = [
      {
        package: `${BACKEND}@^1.0.0`,
        pluginConfig: { greeter: { greeting: "Good evening" } },
      },
      { package: `oci://${oci.host}/team/plugins:1.0` },
      { package: TALLY },
      { package: bundled("home") },
    ];
    const outside = await startPortal({
      plugins,
      files: { ".npmrc": npm.npmrc() },
    });
    await outside.stop();
    const first = await mirror(outside.folder, "./mirror");
    expect(first.isComplete).toBe(true);
    expect(first.plugins.map(({ kind }) => kind)).toEqual([
      "npm",
      "oci",
      "npm",
      "local",
    ]);
    expect(first.dependencies).toBeGreaterThanOrEqual(2);
    const second = await mirror(outside.folder, "./mirror");
    expect(second).toMatchObject({
      digest: first.digest,
      bytes: { copied: 0 },
    });
    await Promise.all([npm.stop(), oci.stop()]);

    const target = `oci://${inside.host}/flyloft/mirror`;
    const moved = await mirror(outside.folder, "--from", "./mirror", target);
    expect(moved.digest).toBe(first.digest);
    for (const place of ["./mirror", target]) {
      const fresh = makeTempFolder("portal").path;
      const lockfile = "plugins.lock.yaml";
      copyFileSync(
        path.join(outside.folder, lockfile),
        path.join(fresh, lockfile),
      );
      if (place === "./mirror") {
        const from = path.join(outside.folder, "mirror");
        cpSync(from, path.join(fresh, "mirror"), { recursive: true });
      }
      const url = `http://${proxy.host}`;
      const env = { HTTP_PROXY: url, HTTPS_PROXY: url };
      const portal = await startPortal({
        folder: fresh,
        plugins,
        dynamicPlugins: { mirror: place, frozen: true },
        env: { ...env, NO_PROXY: "127.0.0.1,localhost" },
      });
      const states = [...(await portal.plugins()).values()].map(
        ({ status }) => status.state,
      );
      expect(states).toEqual(["active", "active", "active", "active"]);
      const count = await portal.fetch("/api/tally/count");
      expect(await count.json()).toBe("three");
      const { page, problems } = await openPortal(
        browser,
        `${portal.url}/greeter`,
      );
      await page
        .getByRole("heading", { name: "Good evening, traveller" })
        .waitFor();
      expect(problems).toEqual([]);
      await page.context().close();
      await portal.stop();
    }
    expect(proxy.tunnels).toEqual([]);
    await inside.stop();
  }, 300_000);
});
