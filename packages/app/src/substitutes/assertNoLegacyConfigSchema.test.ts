import { z } from "zod/v4";
import { expect, it } from "vitest";
import { assertNoLegacyConfigSchema } from "./assertNoLegacyConfigSchema.ts";

type Declaration = Parameters<typeof assertNoLegacyConfigSchema>[0];

it("turns functions of Zod below config.schema into schemas", () => {
  const declaration: Declaration = {
    config: {
      schema: {
        title: (zod: typeof z) => zod.string().default("Radar"),
        filters: (zod: { record(value: object): object }) =>
          zod.record(z.number()),
      },
    },
    configSchema: { path: z.string() },
  };
  assertNoLegacyConfigSchema(declaration);
  expect(declaration.config).toBeUndefined();
  const { title, filters, path } = declaration.configSchema as Record<
    string,
    z.ZodType
  >;
  expect(title?.parse(undefined)).toBe("Radar");
  expect(filters?.parse({ a: 1 })).toEqual({ a: 1 });
  expect(path?.parse("/x")).toBe("/x");
});

it("leaves a declaration alone that has none", () => {
  const declaration = { configSchema: { path: z.string() } };
  assertNoLegacyConfigSchema(declaration);
  expect(Object.keys(declaration)).toEqual(["configSchema"]);
});
