import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../scripts/services/startOciRegistry.ts";
import {
  startVerdaccio,
  type VerdaccioService,
} from "../scripts/services/startVerdaccio.ts";
import { buildFixture } from "./fixtures/buildFixture.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { bundled, type Portal, startPortal } from "./startPortal.ts";

const BACKEND = "@example/plugin-greeter-backend";
const FRONTEND = "@example/plugin-greeter";

let browser: Browser;
let greeter: string;
let greeterBackend: string;

beforeAll(async () => {
  [browser, greeter, greeterBackend] = await Promise.all([
    launchChromium(),
    buildFixture("greeter"),
    buildFixture("greeter-backend"),
  ]);
});

afterAll(() => browser?.close());

interface Registries {
  readonly npm: VerdaccioService;
  readonly oci: OciRegistryService;
  stop(): Promise<unknown>;
}

async function startRegistries(auth: boolean): Promise<Registries> {
  const [npm, oci] = await Promise.all([
    startVerdaccio({ auth }),
    startOciRegistry({ auth: auth ? "bearer" : "none" }),
  ]);
  await npm.publish(greeterBackend);
  await oci.pushArtifact({
    repository: "team/plugins",
    tag: "1.0",
    layers: [{ cwd: path.dirname(greeter), entries: [path.basename(greeter)] }],
    dynamicPackages: {
      [path.basename(greeter)]: { name: FRONTEND, version: "1.0.0" },
    },
  });
  return { npm, oci, stop: () => Promise.all([npm.stop(), oci.stop()]) };
}

function entries({ oci }: Registries) {
  return [
    {
      package: `${BACKEND}@^1.0.0`,
      pluginConfig: { greeter: { greeting: "Good evening" } },
    },
    { package: `oci://${oci.host}/team/plugins:1.0` },
    { package: bundled("home") },
  ];
}

function npmrc({ npm }: Registries, token = npm.token) {
  return `@example:registry=${npm.url}/\n//127.0.0.1:${npm.port}/:_authToken=${token}\n`;
}

function dockerConfig({ oci }: Registries, password = oci.user.password) {
  const auth = Buffer.from(`${oci.user.name}:${password}`).toString("base64");
  return JSON.stringify({ auths: { [oci.host]: { auth } } });
}

async function expectGreeting(portal: Portal) {
  const { page, problems } = await openPortal(browser, `${portal.url}/greeter`);
  await page
    .getByRole("heading", { name: "Good evening, traveller" })
    .waitFor();
  await keepScreenshot(page, "greeter-from-registries");
  expect(problems).toEqual([]);
  await page.context().close();
}

describe("plugins from an npm and an OCI registry", () => {
  it("run in the portal, and are taken from the store while both registries are down", async () => {
    const registries = await startRegistries(false);
    const plugins = entries(registries);
    const files = { ".npmrc": npmrc(registries) };
    const portal = await startPortal({ plugins, files });
    const reports = await portal.plugins();
    expect(reports.get(BACKEND)).toMatchObject({
      source: "npm",
      version: "1.0.0",
      digest: expect.stringMatching(/^sha512-/),
      status: { state: "active" },
    });
    expect(reports.get(FRONTEND)).toMatchObject({
      source: "oci",
      digest: expect.stringMatching(/^sha256:/),
      status: { state: "active" },
    });
    await expectGreeting(portal);
    await portal.stop();

    await registries.stop();
    const again = await startPortal({ plugins, folder: portal.folder });
    await expectGreeting(again);
    await again.stop();
  });

  it("run where both registries ask for credentials", async () => {
    const registries = await startRegistries(true);
    const portal = await startPortal({
      plugins: entries(registries),
      files: {
        ".npmrc": npmrc(registries),
        "config.json": dockerConfig(registries),
      },
      env: { DOCKER_CONFIG: "." },
    });
    await expectGreeting(portal);
    await Promise.all([portal.stop(), registries.stop()]);
  });

  it("fail with a code of their own each, while the other plugins serve", async () => {
    const registries = await startRegistries(true);
    const { oci, npm } = registries;
    corruptTarball(npm);
    const portal = await startPortal({
      plugins: [
        { package: BACKEND },
        { package: `oci://${oci.host}/team/plugins:1.0` },
        { package: `oci://127.0.0.1:1/team/plugins:1.0` },
        { package: "@missing/plugin@1.0.0" },
        { package: bundled("home") },
      ],
      files: {
        ".npmrc": `${npmrc(registries)}@missing:registry=${npm.url}/\n`,
        "config.json": dockerConfig(registries, "wrong"),
      },
      env: { DOCKER_CONFIG: "." },
    });
    const reports = await portal.plugins();
    const codes = Object.fromEntries(
      [...reports].map(([name, { status }]) => [
        name,
        status.state === "failed" ? status.reason.code : status.state,
      ]),
    );
    expect(codes).toEqual({
      [BACKEND]: "FETCH_DIGEST_MISMATCH",
      [`oci://${oci.host}/team/plugins:1.0`]: "RESOLVE_UNAUTHORIZED",
      "oci://127.0.0.1:1/team/plugins:1.0": "RESOLVE_REGISTRY_UNREACHABLE",
      "@missing/plugin": "RESOLVE_PACKAGE_NOT_FOUND",
      "@flyloft/plugin-home": "active",
    });
    const { page } = await openPortal(browser, `${portal.url}/plugins`);
    await page.getByText("RESOLVE_UNAUTHORIZED").first().waitFor();
    await keepScreenshot(page, "plugins-with-registry-errors");
    expect(await page.textContent("body")).not.toContain("wrong");
    expect(portal.log()).not.toContain("wrong");
    await Promise.all([portal.stop(), registries.stop()]);
  });

  it("name a missing tag", async () => {
    const registries = await startRegistries(false);
    const reference = `oci://${registries.oci.host}/team/plugins:9.9`;
    const portal = await startPortal({ plugins: [{ package: reference }] });
    expect((await portal.plugins()).get(reference)?.status).toMatchObject({
      state: "failed",
      reason: { code: "RESOLVE_TAG_NOT_FOUND" },
    });
    await Promise.all([portal.stop(), registries.stop()]);
  });
});

/** Flips one byte of the published tarball where the registry keeps it. */
function corruptTarball(npm: VerdaccioService) {
  const file = path.join(
    npm.storage,
    BACKEND,
    `${path.basename(BACKEND)}-1.0.0.tgz`,
  );
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}
