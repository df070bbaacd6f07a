import { expect, it } from "vitest";
import { nameAlternatives } from "./nameAlternatives.ts";

it("gives each alternative a name", () => {
  const named = nameAlternatives({
    properties: {
      schedule: {
        oneOf: [
          { type: "string" },
          { type: "object", properties: { kind: { const: "cron" } } },
          { type: "object", properties: { minutes: { type: "number" } } },
          { type: "object", title: "Mine" },
          { const: "never" },
          { $ref: "#/$defs/x" },
        ],
      },
    },
  });
  expect(
    named.properties.schedule.oneOf.map(
      (option) => (option as { title?: string }).title,
    ),
  ).toEqual(["Text", "cron", "minutes", "Mine", "never", undefined]);
});
