import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import {
  type PostgresService,
  startPostgres,
} from "../scripts/services/startPostgres.ts";
import { Administrator } from "./management/Administrator.ts";
import { addEntry } from "./management/askLedger.ts";
import { readPostgres } from "./management/LedgerDatabase.ts";
import { makeRoot } from "./management/startPlaces.ts";
import { keepScreenshot } from "./openPortal.ts";
import { startPortal } from "./startPortal.ts";

const LEDGER = "@example/plugin-ledger";

let postgres: PostgresService;
let browser: Browser;
let root: string;

beforeAll(async () => {
  [postgres, browser, root] = await Promise.all([
    startPostgres(),
    launchChromium(),
    makeRoot(
      { id: "ledger", title: "Ledger" },
      { id: "census", title: "Census" },
    ),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await postgres?.stop();
});

/** Two plugins of a portal on PostgreSQL, each with a row. */
async function startWithRows(pluginDivisionMode: "database" | "schema") {
  const portal = await startPortal({
    plugins: [],
    config: {
      backend: {
        database: {
          client: "pg",
          pluginDivisionMode,
          connection: postgres.connection,
        },
      },
    },
    dynamicPlugins: {
      management: {
        administrators: ["user:development/guest"],
        directories: [root],
      },
    },
  });
  const admin = await Administrator.open(browser, portal.url);
  for (const id of ["ledger", "census"]) {
    await admin.openInstallation("Directory");
    await admin.button(`Install @example/plugin-${id}`).click();
    await admin.seePlan(id);
    await admin.install();
    await addEntry(portal, id, `row of ${id}`);
  }
  return { portal, admin };
}

describe.each(["database", "schema"] as const)(
  "with a %s for each plugin in PostgreSQL",
  (mode) => {
    it("a plugin that is disabled and enabled keeps its rows, one that is uninstalled leaves only others' rows", async () => {
      const { portal, admin } = await startWithRows(mode);
      const read = (id: string) => readPostgres(postgres.connection, mode, id);
      const before = await read("ledger");
      const census = await read("census");
      expect(before).toMatchObject({
        entries: ["row of ledger"],
        migrations: [expect.stringContaining("_entries.cjs")],
      });
      expect(census?.entries).toEqual(["row of census"]);

      await admin.openList();
      const toggle = admin
        .card(LEDGER)
        .getByRole("switch", { name: "Enable Ledger" });
      await toggle.click();
      await admin.navigation("Ledger").waitFor({ state: "detached" });
      expect(await read("ledger")).toEqual(before);
      await admin.card(LEDGER).getByText("Disabled").waitFor();
      await toggle.click();
      await admin.seePageAtOnce("Ledger", "row of ledger");
      expect(await read("ledger")).toEqual(before);

      await admin.openPlugin("Ledger");
      await admin.button("Uninstall").click();
      await admin.confirm("Uninstall Ledger", "Uninstall");
      await admin.seeJobEnd("is uninstalled");
      await keepScreenshot(admin.page, `managing-postgres-${mode}`);
      expect(await read("ledger")).toBeUndefined();
      expect(await read("census")).toEqual(census);
      await admin.seePageAtOnce("Census", "row of census");
      expect(admin.problems).toEqual([]);
      await admin.close();
      await portal.stop();
    });
  },
);
