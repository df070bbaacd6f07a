import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { keepScreenshot, openPortal } from "../../e2e/openPortal.ts";
import { bundled, startPortal } from "../../e2e/startPortal.ts";
import { root } from "../paths.ts";
import type { PublishedPackage } from "./PublishedPackage.ts";

export interface Rendering {
  /** Nothing it shows is missing, and nothing of it failed. */
  readonly ok: boolean;
  /** Paths at which its text was seen. */
  readonly seen: readonly string[];
  /** What was wrong, each in a sentence. */
  readonly problems: readonly string[];
}

export interface RenderContext {
  readonly browser: Browser;
  /** Where the portal lives; the store is kept from one package to the next. */
  readonly folder: string;
  /** Content of its `.npmrc`. */
  readonly npmrc: string;
}

const EXAMPLES = path.join(root, "examples");

/** Starts a portal with the package in its configuration by nothing but its name, and looks at all it shows. */
export async function renderFrontend(
  published: PublishedPackage,
  { browser, folder, npmrc }: RenderContext,
): Promise<Rendering> {
  const { name, sights = [], config = {} } = published;
  const portal = await startPortal({
    folder,
    plugins: [
      ...[name, ...(published.with ?? [])].map((entry) => ({ package: entry })),
      { package: bundled("home") },
    ],
    config: { catalog: demoCatalog(), ...config },
    files: { ".npmrc": npmrc },
  });
  try {
    const problems: string[] = [];
    const seen: string[] = [];
    const { page } = await openPortal(browser, `${portal.url}/plugins`);
    problems.push(...(await readCard(page, name)));
    for (const [index, { path: target, text }] of sights.entries()) {
      await page.goto(portal.url + target);
      const isSeen = await isVisible(page, text);
      const failed = await readPanels(page);
      problems.push(...failed.map((panel) => `${target}: ${panel}`));
      if (isSeen) seen.push(target);
      else problems.push(`${target} doesn't show "${text}"`);
      await keepScreenshot(page, `published-${slug(name)}-${index + 1}`);
    }
    await page.context().close();
    return { ok: problems.length === 0, seen, problems };
  } finally {
    await portal.stop();
  }
}

function demoCatalog() {
  return {
    rules: [
      {
        allow: [
          "Component",
          "System",
          "Domain",
          "API",
          "Resource",
          "Location",
          "Group",
          "User",
          "Template",
        ],
      },
    ],
    locations: [{ type: "file", target: path.join(EXAMPLES, "*.yaml") }],
  };
}

/** What the Plugins page says is wrong with the package. */
async function readCard(page: Page, name: string): Promise<string[]> {
  const card = page.getByRole("article", { name, exact: true });
  await card.waitFor({ timeout: 30_000 });
  // Remotes are loaded when the page is; their faults come a moment later.
  await page.waitForLoadState("networkidle");
  const text = await card.innerText();
  return /\bActive\b/.test(text) ? [] : [text.replaceAll(/\s+/g, " ")];
}

async function isVisible(page: Page, text: string): Promise<boolean> {
  return page
    .getByText(text)
    .filter({ visible: true })
    .first()
    .waitFor({ timeout: 20_000 })
    .then(
      () => true,
      () => false,
    );
}

/** Panels in the place of an extension that threw. */
async function readPanels(page: Page): Promise<string[]> {
  return page.getByRole("alert").filter({ hasText: "Retry" }).allInnerTexts();
}

function slug(name: string): string {
  return name.replaceAll(/\W+/g, "-").replace(/^-/, "");
}
