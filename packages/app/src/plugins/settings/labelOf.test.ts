import { expect, it } from "vitest";
import { labelOf } from "./labelOf.ts";

it("writes keys as words", () => {
  expect(labelOf("maxItems")).toBe("Max items");
  expect(labelOf("baseURL")).toBe("Base URL");
  expect(labelOf("api-token_name")).toBe("Api token name");
  expect(labelOf("x")).toBe("X");
  expect(labelOf("_")).toBe("_");
  expect(labelOf("maxItems", "How many")).toBe("How many");
});
