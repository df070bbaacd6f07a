import { createBackend } from "@backstage/backend-defaults";
import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
} from "@backstage/backend-plugin-api";
import { ConfigReader } from "@backstage/config";
import { createRequire } from "node:module";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import { buildPlugin } from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";

const require = createRequire(import.meta.url);

const UPSTREAM = [
  "@backstage/plugin-auth-backend",
  "@backstage/plugin-auth-backend-module-guest-provider",
  "@backstage/plugin-catalog-backend",
];

/** As a backend that names its plugins one by one gets them. */
function load(name: string): BackendFeature {
  return (require(name) as { default: BackendFeature }).default;
}

describe("a backend of Backstage's own, without dynamic plugins", () => {
  let shop: PluginWorkshop;
  let origin: string;
  let backend: ReturnType<typeof createBackend>;

  beforeAll(async () => {
    shop = new PluginWorkshop();
    const [folder = ""] = await shop.create("backend");
    const [module = ""] = await shop.create("module");
    const port = await findFreePort();
    origin = `http://127.0.0.1:${port}`;
    backend = createBackend();
    backend.add(
      createServiceFactory({
        service: coreServices.rootConfig,
        deps: {},
        factory: () => new ConfigReader(configOf(origin, port)),
      }),
    );
    for (const name of UPSTREAM) backend.add(load(name));
    for (const built of [folder, module]) {
      await buildPlugin(built);
      backend.add(load(path.join(built, "dist/index.cjs.js")));
    }
    await backend.start();
  });
  afterAll(async () => {
    await backend.stop();
    shop.remove();
  });

  it("runs what was built here: the API, and the module for the catalog", async () => {
    const signedIn = await fetch(`${origin}/api/auth/guest/refresh`, {
      headers: { "x-requested-with": "XMLHttpRequest" },
    });
    const { backstageIdentity } = (await signedIn.json()) as {
      backstageIdentity: { token: string };
    };
    const greeted = await fetch(`${origin}/api/radar/greeting`, {
      headers: { authorization: `Bearer ${backstageIdentity.token}` },
    });
    expect(await greeted.json()).toEqual({ text: "Ahoy, user:default/ada" });
    const nobody = await fetch(`${origin}/api/radar/greeting`);
    expect(nobody.status).toBe(401);
  });
});

function configOf(origin: string, port: number) {
  return {
    app: { baseUrl: origin },
    backend: {
      baseUrl: origin,
      listen: { host: "127.0.0.1", port },
      database: { client: "better-sqlite3", connection: ":memory:" },
      logger: { level: "error" },
    },
    auth: {
      environment: "development",
      providers: {
        guest: {
          userEntityRef: "user:default/ada",
          dangerouslyAllowOutsideDevelopment: true,
        },
      },
    },
    radar: { greeting: "Ahoy" },
  };
}
