import { expect, it } from "vitest";
import { refuseOldNode } from "./refuseOldNode.ts";

it.each(["18.20.0", "20.19.5", "22.17.9"])("refuses Node %s", (version) => {
  expect(refuseOldNode(version)).toBe(
    `Flyloft needs Node.js 22.18 or newer; this is ${version}.`,
  );
});

it.each(["22.18.0", "22.23.3", "24.0.0"])("takes Node %s", (version) => {
  expect(refuseOldNode(version)).toBeUndefined();
});
