import { createBackend } from "@backstage/backend-defaults";
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from "@backstage/backend-plugin-api";
import { ConfigReader } from "@backstage/config";
import links from "../src/index.ts";

export interface Portal {
  /** Sends a request to the links API as the guest user, or with another token; `null` sends none. */
  request(
    path: string,
    init?: RequestInit & { token?: string | null },
  ): Promise<Response>;
  stop(): Promise<void>;
}

/** A real Backstage backend with this plugin, sign-in as `user:default/jane`, and the given database. */
export async function startPortal(database: object): Promise<Portal> {
  const backend = createBackend();
  let port = 0;
  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () => new ConfigReader(configFor(database)),
    }),
  );
  backend.add(import("@backstage/plugin-auth-backend"));
  backend.add(import("@backstage/plugin-auth-backend-module-guest-provider"));
  backend.add(links);
  backend.add(portModule((found) => (port = found)));
  await backend.start();
  const origin = `http://127.0.0.1:${port}`;
  const guest = await signIn(origin);
  return {
    request(path, { token = guest, ...init } = {}) {
      const headers = new Headers(init.headers);
      headers.set("content-type", "application/json");
      if (token) headers.set("authorization", `Bearer ${token}`);
      return fetch(`${origin}/api/links${path}`, { ...init, headers });
    },
    stop: () => backend.stop(),
  };
}
