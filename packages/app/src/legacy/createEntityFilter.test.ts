import type { LegacyCondition } from "@flyloft/plugin-core";
import { expect, it } from "vitest";
import { createEntityFilter } from "./createEntityFilter.ts";

const EXPORTS: Readonly<Record<string, unknown>> = {
  isService: ({ spec }: { spec: { type: string } }) => spec.type === "service",
  isBroken: () => {
    throw new Error("no annotations");
  },
  isLater: async () => true,
  version: "1.0.0",
};

const orders = {
  apiVersion: "backstage.io/v1alpha1",
  kind: "Component",
  metadata: { name: "orders", annotations: { "ci/slug": "acme/orders" } },
  spec: { type: "service" },
};

function judge(condition: LegacyCondition | undefined) {
  const apis = { get: () => undefined };
  const exports = { get: (name: string) => EXPORTS[name] };
  return createEntityFilter({ condition, apis, exports })?.(orders);
}

it("asks functions of the package, and what the entity is", () => {
  expect(judge({ allOf: ["isService", { isKind: "component" }] })).toBe(true);
  expect(judge({ allOf: ["isService", { isType: ["website"] }] })).toBe(false);
  expect(
    judge({ anyOf: [{ isKind: "api" }, { hasAnnotation: "ci/slug" }] }),
  ).toBe(true);
  expect(judge({ oneOf: ["isService", { isKind: ["Component"] }] })).toBe(
    false,
  );
});

it("says no for a function that fails, or doesn't say yes at once", () => {
  expect(judge({ anyOf: ["isBroken"] })).toBe(false);
  expect(judge({ anyOf: ["isLater"] })).toBe(false);
});

it("is no filter where nothing is there to judge with", () => {
  expect(judge(undefined)).toBeUndefined();
  expect(judge({ allOf: ["version", "isNowhere"] })).toBeUndefined();
});
