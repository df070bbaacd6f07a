import { ConfigReader } from "@backstage/config";
import {
  type DiscoveryService,
  type LoggerService,
  coreServices as core,
} from "@backstage/backend-plugin-api";
import { describe, expect, it } from "vitest";
import { createDiscovery } from "./createDiscovery.ts";
import { PortalLogger } from "./PortalLogger.ts";

const BACKEND = {
  baseUrl: "https://portal.example",
  listen: { host: "127.0.0.1", port: 7007 },
};

describe("the discovery service", () => {
  it("leads plugins to this generation, and browsers to the portal", async () => {
    const discovery = await make({ backend: BACKEND });
    await expect(discovery.getBaseUrl("catalog")).resolves.toBe(
      "http://127.0.0.1:41234/api/catalog",
    );
    await expect(discovery.getExternalBaseUrl("catalog")).resolves.toBe(
      "https://portal.example/api/catalog",
    );
  });

  it("prefers the endpoints of the configuration", async () => {
    const target = "http://elsewhere.example/api/{{pluginId}}";
    const discovery = await make({
      backend: BACKEND,
      discovery: { endpoints: [{ target, plugins: ["catalog"] }] },
    });
    await expect(discovery.getBaseUrl("catalog")).resolves.toBe(
      "http://elsewhere.example/api/catalog",
    );
    await expect(discovery.getBaseUrl("todo")).resolves.toBe(
      "http://127.0.0.1:41234/api/todo",
    );
  });

  it("says the same as upstream's factory", () => {
    const { deps, service } = factory();
    expect(service.id).toBe(core.discovery.id);
    expect(Object.values(deps).map(({ id }) => id)).toEqual([
      core.rootConfig.id,
      core.logger.id,
    ]);
  });
});

interface Factory {
  readonly service: { readonly id: string };
  readonly deps: Readonly<Record<string, { readonly id: string }>>;
  factory(deps: {
    readonly config: ConfigReader;
    readonly logger: LoggerService;
  }): Promise<DiscoveryService>;
}

function factory(): Factory {
  return createDiscovery("http://127.0.0.1:41234/") as unknown as Factory;
}

function make(config: object): Promise<DiscoveryService> {
  const logger = new PortalLogger({
    level: "info",
    format: "text",
    write: () => undefined,
    secrets: new Set(),
  });
  return factory().factory({
    config: new ConfigReader(JSON.parse(JSON.stringify(config))),
    logger,
  });
}
