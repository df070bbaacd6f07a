import { createBackend } from "@backstage/backend-defaults";
import {
  coreServices,
  createServiceFactory,
} from "@backstage/backend-plugin-api";
import { ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import links from "../src/index.ts";

export interface LinksServer {
  readonly origin: string;
  /** A user's token, as the page gets it from the guest sign-in. */
  readonly token: string;
  stop(): Promise<void>;
}

export const USER = "user:default/jane";

/** A real Backstage backend with this plugin on the given database, and a sign-in as {@link USER}. */
export async function startLinks(database: JsonObject): Promise<LinksServer> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const backend = createBackend();
  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () => new ConfigReader(configOf(port, database)),
    }),
  );
  backend.add(import("@backstage/plugin-auth-backend"));
  backend.add(import("@backstage/plugin-auth-backend-module-guest-provider"));
  backend.add(links);
  await backend.start();
  return { origin, token: await signIn(origin), stop: () => backend.stop() };
}

function configOf(port: number, database: JsonObject): JsonObject {
  return {
    app: { baseUrl: `http://127.0.0.1:${port}` },
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
      listen: { host: "127.0.0.1", port },
      database,
      logger: { level: "error" },
    },
    auth: {
      environment: "development",
      providers: {
        guest: {
          userEntityRef: USER,
          dangerouslyAllowOutsideDevelopment: true,
        },
      },
    },
  };
}

async function signIn(origin: string): Promise<string> {
  const response = await fetch(
    `${origin}/api/auth/guest/refresh?env=development`,
    { headers: { "x-requested-with": "XMLHttpRequest" } },
  );
  const { backstageIdentity } = (await response.json()) as {
    backstageIdentity: { token: string };
  };
  return backstageIdentity.token;
}
