import { expect, it } from "vitest";
import { schemaDefault } from "./schemaDefault.ts";

it("finds what a schema says holds where nobody sets anything", () => {
  const schema = {
    $defs: { size: { type: "number", default: 4 } },
    properties: {
      radar: {
        default: { title: "From around" },
        properties: {
          title: { type: "string", default: "Own" },
          size: { $ref: "#/$defs/size" },
          rings: { items: { properties: { name: { default: "ring" } } } },
        },
      },
    },
  };
  expect(schemaDefault(schema, ["radar", "title"])).toBe("From around");
  expect(schemaDefault(schema, ["radar", "size"])).toBe(4);
  expect(schemaDefault(schema, ["radar", "rings", 0, "name"])).toBe("ring");
  expect(schemaDefault(schema, ["radar", "nothing", "here"])).toBeUndefined();
});
