import { createRequire } from "node:module";
import type { ServiceRef } from "@backstage/backend-plugin-api";
import { describe, expect, it } from "vitest";
import { LAZY_SERVICES } from "./lazyServices.ts";

interface UpstreamFactory {
  readonly service: ServiceRef<unknown>;
  readonly deps: Readonly<Record<string, ServiceRef<unknown>>>;
  readonly initialization?: string;
  readonly createRootContext?: unknown;
}

const require = createRequire(import.meta.url);

/** The portal gives these itself, or upstream keeps them for compatibility only. */
const OWN = [
  "core.rootConfig",
  "core.logger",
  "core.rootLogger",
  "core.rootHealth",
  "core.rootHttpRouter",
  "core.discovery",
  "core.urlReader",
  "core.instanceMetadata",
];

describe("the lazily required services", () => {
  it.each(LAZY_SERVICES.map((lazy) => [lazy.name, lazy] as const))(
    "%s says the same as upstream's factory",
    (_name, lazy) => {
      const exports = require(lazy.module) as Record<string, UpstreamFactory>;
      const real = exports[lazy.name]!;
      expect(lazy.service.id).toBe(real.service.id);
      expect(lazy.service.scope).toBe(real.service.scope);
      expect(idsOf(lazy.deps)).toEqual(idsOf(real.deps));
      expect(lazy.hasRootContext ?? false).toBe(
        real.createRootContext !== undefined,
      );
      // Root services start eagerly where nothing is said; ours are told to wait.
      if (lazy.initialization !== "lazy") {
        expect(lazy.initialization).toBe(real.initialization);
      }
    },
  );

  it("leave out none that createBackend() has", () => {
    const { defaultServiceFactories } =
      require("@backstage/backend-defaults") as {
        defaultServiceFactories: UpstreamFactory[];
      };
    const ours = [...LAZY_SERVICES.map(({ service }) => service.id), ...OWN];
    expect(
      defaultServiceFactories.map(({ service }) => service.id).sort(),
    ).toEqual(ours.sort());
  });
});

function idsOf(deps: Readonly<Record<string, ServiceRef<unknown>>>) {
  return Object.entries(deps)
    .map(([name, ref]) => `${name}: ${ref.id}, ${ref.scope}`)
    .sort();
}
