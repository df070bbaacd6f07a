import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { writeLedger } from "./fixtures/writeLedger.ts";
import { Administrator } from "./management/Administrator.ts";
import { addEntry, askLedger } from "./management/askLedger.ts";
import { readSqlite } from "./management/LedgerDatabase.ts";
import {
  type Places,
  startPlaces,
  zipPackage,
} from "./management/startPlaces.ts";
import { keepScreenshot } from "./openPortal.ts";
import {
  bundled,
  type Portal,
  type PortalOptions,
  startPortal,
} from "./startPortal.ts";

const LEDGER = "@example/plugin-ledger";
const LEDGER_BACKEND = "@example/plugin-ledger-backend";
const CENSUS = "@example/plugin-census";
const BUILT_IN = ["home", "header", "status", "links", "links-backend"];

let places: Places;
let browser: Browser;
let portal: Portal;
let options: PortalOptions;
/** Signed in once, with one page for the whole journey. */
let admin: Administrator;

beforeAll(async () => {
  [places, browser] = await Promise.all([startPlaces(), launchChromium()]);
  options = {
    plugins: BUILT_IN.map((name) => ({ package: bundled(name) })),
    dynamicPlugins: {
      management: {
        administrators: ["user:development/guest"],
        directories: [places.root],
      },
      marketplace: {
        catalogs: [
          { title: "Example Works", file: "./catalog.yaml" },
          {
            id: "platform",
            title: "Platform",
            oci: `oci://${places.oci.host}/portal/catalog:stable`,
          },
          { title: "npm", npm: { keywords: ["backstage-plugin"] } },
        ],
      },
    },
    files: {
      ".npmrc": `registry=${places.npm.url}/\n`,
      "catalog.yaml": places.catalog,
    },
  };
  portal = await startPortal(options);
  admin = await Administrator.open(browser, portal.url);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
  await places?.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail")
    await keep(`failed-${task.name.replaceAll(/\W+/g, "-").slice(0, 30)}`);
});

const keep = (name: string) => keepScreenshot(admin.page, `managing-${name}`);

const stateOf = (id: string) => askLedger(portal, id);

describe("an administrator installs a plugin, and sees its page at once", () => {
  it("from npm, found by a search, with its family", async () => {
    await admin.openInstallation("npm");
    await admin.page
      .getByRole("searchbox", { name: "Search npm" })
      .fill("ledger");
    const found = admin.page.getByRole("list", { name: "Found in npm" });
    await found.getByText(LEDGER, { exact: true }).waitFor();
    await keep("npm-search");
    await found
      .getByRole("button", { name: `Install ${LEDGER}`, exact: true })
      .click();
    await admin.seePlan(LEDGER);
    await keep("npm-plan");
    await admin.install();
    await keep("npm-installed");
    await admin.seePageAtOnce("Ledger", "Ledger in version 1.0.0");
    await admin.page.getByText("All entries").waitFor();
    await keep("npm-page");
  });

  it("from an OCI registry, by its reference", async () => {
    await admin.openInstallation("OCI registry");
    await admin.page
      .getByRole("textbox", { name: "OCI reference" })
      .fill(`${places.oci.host}/team/abacus:1.0.0`);
    await keep("oci-reference");
    await admin.button("Continue").click();
    await admin.seePlan("team/abacus:1.0.0");
    await keep("oci-plan");
    await admin.install();
    await admin.seePageAtOnce("Abacus", "Abacus in version 1.0.0");
    await keep("oci-page");
  });

  it("from an archive that is dropped", async () => {
    const budget = await writeLedger({ id: "budget", title: "Budget" });
    await admin.openInstallation("Archive");
    await keep("archive");
    await drop(
      admin.page.getByText("Choose an archive"),
      "budget.zip",
      zipPackage(budget),
    );
    await admin.seePlan("budget");
    await keep("archive-plan");
    await admin.install();
    await admin.seePageAtOnce("Budget", "Budget in version 1.0.0");
  });

  it("from a directory below a configured root", async () => {
    await admin.openInstallation("Directory");
    await keep("directories");
    await admin.button(`Install ${CENSUS}`).click();
    await admin.seePlan("census");
    await admin.install();
    await keep("directory-installed");
    await admin.seePageAtOnce("Census", "Census in version 1.0.0");
  });

  it.each(["Docket", "Errand"])("from the marketplace: %s", async (title) => {
    await admin.openInstallation("Marketplace");
    await admin.page
      .getByRole("searchbox", { name: "Search the marketplace" })
      .fill(title);
    await admin.page.getByText(/^[12] plugins?$/).waitFor();
    const card = admin.page.getByRole("article", { name: title }).first();
    await card.waitFor();
    await keep(`marketplace-${title}`);
    await card.getByRole("link", { name: title }).click();
    await admin.heading(title).waitFor();
    await admin.page.getByText("as the catalog tells of it").waitFor();
    await keep(`marketplace-entry-${title}`);
    await admin.link("Install").click();
    await admin.seePlan(title.toLowerCase());
    await admin.install();
    await admin.seePageAtOnce(title, `${title} in version 1.0.0`);
  });

  it("without an error in the console", () => {
    expect(admin.problems).toEqual([]);
  });
});

describe("an administrator changes settings", () => {
  const field = (name: string) =>
    admin.page.getByRole("textbox", { name, exact: true });

  it("of all kinds, and their effect is there without a restart", async () => {
    await admin.openPlugin("Ledger backend", "Settings");
    await field("Heading").fill("Petty cash");
    await field("Limit").fill("12");
    await field("Rate").fill("0.25");
    await admin.page.getByRole("switch", { name: "Is open" }).check();
    await admin.page
      .getByRole("combobox", { name: "Currency" })
      .selectOption("GBP");
    await field("Terms").fill("Two lines\nof text");
    await admin.button("Set Api token").click();
    await admin.page
      .getByLabel("Api token", { exact: true })
      .fill("t0p-s3cret");
    const group = (name: string) => admin.page.getByRole("group", { name });
    const nameIn = (name: string) =>
      group(name).getByRole("textbox", { name: "Name required", exact: true });
    await nameIn("Contact").fill("Jane");
    await field("Email").fill("jane@works.example");
    await admin.button("Add to Tags").click();
    await admin.page
      .getByRole("textbox", { name: "Item 1" })
      .first()
      .fill("cash");
    await admin.button("Add to Accounts").click();
    await nameIn("Accounts").fill("Till");
    await keep("settings");
    await admin.button("Save").click();
    await admin.seeJobEnd("has its new settings");
    await keep("settings-saved");
    expect(await stateOf("ledger")).toMatchObject({
      heading: "Petty cash",
      tokenLength: 10,
    });
    await admin.seePageAtOnce("Ledger", "Petty cash");
    await keep("settings-effect");
  });

  it("but not to what is wrong: the field is marked, and nothing is saved", async () => {
    await admin.openPlugin("Ledger backend", "Settings");
    await field("Heading").fill("Never seen");
    await field("Limit").fill("500");
    await admin.button("Save").click();
    const limit = field("Limit");
    await admin.page.getByText("Nothing was saved").waitFor();
    expect(await limit.getAttribute("aria-invalid")).toBe("true");
    const described = (await limit.getAttribute("aria-describedby")) ?? "";
    const texts = await Promise.all(
      described
        .split(" ")
        .map((id) => admin.page.locator(`[id="${id}"]`).textContent()),
    );
    expect(texts.join(" ")).toMatch(/50/);
    await keep("settings-wrong");
    expect(await stateOf("ledger")).toMatchObject({ heading: "Petty cash" });
    await admin.button("Cancel").click();
    expect(await field("Heading").inputValue()).toBe("Petty cash");
  });
});

describe("an administrator takes a plugin through its life", () => {
  const ledger = () => readSqlite(portal.folder, "ledger");

  it("disables it: navigation, routes and API are gone, its rows are kept", async () => {
    await addEntry(portal, "ledger", "Stamps");
    await addEntry(portal, "census", "Households");
    const before = ledger();
    expect(before).toMatchObject({
      entries: ["Stamps"],
      migrations: [expect.stringContaining("_entries.cjs")],
    });
    await admin.openList();
    await keep("list");
    await admin
      .card(LEDGER)
      .getByRole("switch", { name: "Enable Ledger" })
      .click();
    await admin.card(LEDGER).getByText("Disabled").waitFor();
    await admin.navigation("Ledger").waitFor({ state: "detached" });
    await admin.card(LEDGER).scrollIntoViewIfNeeded();
    await keep("disabled");
    expect(await stateOf("ledger")).toBe(404);
    await admin.page.goto(`${portal.url}/ledger`);
    await admin.page
      .getByRole("heading", { name: "Nothing hangs here" })
      .waitFor();
    await keep("disabled-page");
    expect(ledger()).toEqual(before);
  });

  it("enables it: all is back, and no migration runs again", async () => {
    const before = ledger();
    await admin.openList();
    await admin
      .card(LEDGER)
      .getByRole("switch", { name: "Enable Ledger" })
      .click();
    await admin.navigation("Ledger").waitFor();
    await admin.navigation("Ledger").click();
    await admin.page.getByText("Petty cash").waitFor();
    await admin.page
      .getByRole("list", { name: "Entries" })
      .getByText("Stamps")
      .waitFor();
    await keep("enabled");
    expect(ledger()).toEqual(before);
  });

  it("upgrades it", async () => {
    for (const parts of ["frontend", "backend"] as const) {
      await places.publish({
        id: "ledger",
        title: "Ledger",
        version: "1.1.0",
        parts,
      });
    }
    await admin.openPlugin("Ledger", "Versions");
    await admin.button("Change to 1.1.0").waitFor();
    await keep("versions");
    await admin.button("Change to 1.1.0").click();
    await admin
      .dialog("Change the version of Ledger")
      .getByText("1.0.0 → 1.1.0")
      .first()
      .waitFor();
    await keep("upgrade-plan");
    await admin.confirm("Change the version of Ledger", "Change version");
    await admin.seeJobEnd("is upgraded");
    await keep("upgraded");
    expect(await stateOf("ledger")).toMatchObject({
      version: "1.1.0",
      heading: "Petty cash",
    });
    expect(ledger()).toMatchObject({
      entries: ["Stamps"],
      migrations: [
        expect.stringContaining("_entries"),
        expect.stringContaining("_amounts"),
      ],
    });
    await admin.navigation("Ledger").click();
    await admin.button("Reload").click();
    await admin.page.getByText("Ledger in version 1.1.0").waitFor();
  });

  it("rolls it back", async () => {
    const before = ledger();
    await admin.openPlugin("Ledger", "History");
    await keep("history");
    await admin.button("Roll back").click();
    await admin
      .dialog("Roll back Ledger")
      .getByText("1.1.0 → 1.0.0")
      .first()
      .waitFor();
    await keep("rollback-plan");
    await admin.confirm("Roll back Ledger", "Roll back");
    await admin.seeJobEnd("is rolled back");
    await keep("rolled-back");
    expect(await stateOf("ledger")).toMatchObject({
      version: "1.0.0",
      heading: "Petty cash",
    });
    expect(ledger()).toEqual(before);
  });

  it("uninstalls it: its tables and files are gone, another plugin's rows are as they were", async () => {
    const census = readSqlite(portal.folder, "census");
    expect(census?.entries).toEqual(["Households"]);
    await admin.openPlugin("Ledger");
    await admin.button("Uninstall").click();
    await admin
      .dialog("Uninstall Ledger")
      .getByText(`The tables of ${LEDGER_BACKEND}`)
      .waitFor();
    await keep("uninstall-plan");
    await admin.confirm("Uninstall Ledger", "Uninstall");
    await admin.seeJobEnd("is uninstalled");
    await keep("uninstalled");
    expect(await admin.card(LEDGER).count()).toBe(0);
    expect(await admin.card(LEDGER_BACKEND).count()).toBe(0);
    await admin.navigation("Ledger").waitFor({ state: "detached" });
    expect(await stateOf("ledger")).toBe(404);
    expect(ledger()).toBeUndefined();
    const databases = path.join(portal.folder, ".flyloft/databases");
    expect(readdirSync(databases)).toContain("census");
    expect(readdirSync(databases)).not.toContain("ledger");
    expect(storedNames()).toContain(CENSUS);
    expect(storedNames()).not.toContain(LEDGER);
    expect(readSqlite(portal.folder, "census")).toEqual(census);
  });

  /** Names of the packages whose files are in the portal's store. */
  function storedNames(): string[] {
    const packages = path.join(portal.folder, ".flyloft/store/packages");
    return readdirSync(packages).flatMap((tree) => {
      const file = path.join(packages, tree, "package.json");
      if (!existsSync(file)) return [];
      return [
        (JSON.parse(readFileSync(file, "utf8")) as { name: string }).name,
      ];
    });
  }
});

describe("a plugin that came with the portal", () => {
  const STATUS = "@flyloft/plugin-status";

  it("has a badge and a switch, and can't be uninstalled", async () => {
    await admin.openList();
    await admin.card(STATUS).getByText("Built-in").waitFor();
    await admin.openPlugin("Portal status");
    await admin.page.getByText("Built-in", { exact: true }).waitFor();
    expect(await admin.button("Uninstall").count()).toBe(0);
    await keep("built-in");
    await admin.page
      .getByRole("switch", { name: "Enable Portal status" })
      .click();
    await admin.page.getByText("Disabled").waitFor();
    await admin.navigation("Portal status").waitFor({ state: "detached" });
  });

  it("stays as the administrator chose over a restart", async () => {
    await portal.stop();
    portal = await startPortal({
      ...options,
      folder: portal.folder,
      port: portal.port,
    });
    await admin.close();
    admin = await Administrator.open(browser, portal.url, {
      colorScheme: "dark",
    });
    await admin.card(STATUS).getByText("Disabled").waitFor();
    expect(await admin.navigation("Portal status").count()).toBe(0);
    await admin.navigation("Census").waitFor();
    await keep("dark-list");
    await admin.openPlugin("Census", "Settings");
    await admin.page.getByRole("textbox", { name: "Heading" }).waitFor();
    await keep("dark-settings");
    await admin.openInstallation("npm");
    await keep("dark-install");
    await admin.openInstallation("Marketplace");
    await admin.page.getByText("Errand as the catalog tells of it").waitFor();
    await keep("dark-marketplace");
    expect(admin.problems).toEqual([]);
  });
});

/** As a person drops a file from their desktop. */
async function drop(target: Locator, name: string, content: Buffer) {
  const dataTransfer = await target.page().evaluateHandle(
    ([file, text]) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], file, { type: "application/zip" }));
      return transfer;
    },
    [name, content.toString("base64")] as const,
  );
  await target.dispatchEvent("dragover", { dataTransfer });
  await target.dispatchEvent("drop", { dataTransfer });
}
