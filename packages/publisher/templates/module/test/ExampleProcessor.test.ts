import { expect, it } from "vitest";
import { ExampleProcessor } from "../src/ExampleProcessor.ts";

const component = {
  apiVersion: "backstage.io/v1alpha1",
  kind: "Component",
  metadata: { name: "shop" },
};

it("tags a component with an owner", async () => {
  const owned = { ...component, spec: { owner: "group:default/web" } };
  const { metadata } = await new ExampleProcessor().preProcessEntity(owned);
  expect(metadata.tags).toEqual(["example"]);
});

it("leaves other entities as they are", async () => {
  const entity = await new ExampleProcessor().preProcessEntity(component);
  expect(entity).toBe(component);
});
