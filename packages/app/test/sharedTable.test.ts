import { SHARED_MODULES } from "@flyloft/plugin-core";
import { expect, it } from "vitest";
import type * as sharedTable from "../src/federation/sharedTable.ts";
import { importBundled } from "./importBundled.ts";

type Table = typeof sharedTable;

it("shares the modules that remotes are built against, each eager or lazy as announced", async () => {
  const table = await importBundled<Table>("federation/sharedTable.ts");
  const names = (eager: boolean) =>
    SHARED_MODULES.filter((module) => module.eager === eager).map(
      ({ name }) => name,
    );
  expect(Object.keys(table.EAGER_MODULES).sort()).toEqual(names(true).sort());
  expect(Object.keys(table.LAZY_MODULES).sort()).toEqual(names(false).sort());
  for (const module of Object.values(table.EAGER_MODULES)) {
    expect(Object.keys(module)).not.toHaveLength(0);
  }
});
