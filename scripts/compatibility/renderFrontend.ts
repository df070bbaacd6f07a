import type { Browser, Page } from "playwright-core";
import { keepScreenshot, openPortal } from "../../e2e/openPortal.ts";
import { bundled, startPortal } from "../../e2e/startPortal.ts";
import { DEMO_CATALOG } from "./demoCatalog.ts";
import type { PublishedPackage } from "./PublishedPackage.ts";
import { type Spot, type Survey, survey, visit } from "./survey.ts";

export interface Rendering {
  /** Nothing of it failed. */
  readonly ok: boolean;
  /** What it added to the portal: pages, tabs, cards. Nothing for a package that shows nothing by itself. */
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

/** What a portal shows without any of the packages. */
export function surveyBefore(context: RenderContext): Promise<Survey> {
  return withPortal({ name: "nothing" }, context, ({ page, url }) =>
    survey(page, url),
  );
}

/**
 * Starts a portal with the package in its configuration by nothing but its name, and opens everything that is there and
 * wasn't before.
 */
export function renderFrontend(
  published: PublishedPackage,
  context: RenderContext,
  before: Survey,
): Promise<Rendering> {
  const { name, pages = [] } = published;
  return withPortal(published, context, async ({ page, url }) => {
    await visit(page, `${url}/plugins`);
    const problems = await readCard(page, name);
    const after = await survey(page, url);
    problems.push(...after.problems);
    const seen: string[] = [];
    const added = after.links.filter((link) => !before.links.includes(link));
    for (const link of [...added, ...pages]) {
      problems.push(...(await visit(page, url + link)));
      seen.push(`the page \`${link}\``);
      await keepScreenshot(page, `published-${slug(name)}-${seen.length}`);
    }
    for (const card of missingIn(before.cards, after.cards)) {
      seen.push(`the card ${card.text}`);
    }
    return { ok: problems.length === 0, seen, problems };
  });
}

async function withPortal<Result>(
  { name, with: others = [], config = {} }: PublishedPackage,
  { browser, folder, npmrc }: RenderContext,
  look: (opened: { page: Page; url: string }) => Promise<Result>,
): Promise<Result> {
  const names = name === "nothing" ? [] : [name, ...others];
  const portal = await startPortal({
    folder,
    plugins: [
      ...names.map((entry) => ({ package: entry })),
      { package: bundled("home") },
    ],
    config: {
      catalog: {
        rules: [
          {
            allow: ["Component", "System", "API", "Group", "User", "Location"],
          },
        ],
        locations: [{ type: "file", target: "./demo.yaml" }],
      },
      ...config,
    },
    files: { ".npmrc": npmrc, "demo.yaml": DEMO_CATALOG },
  });
  try {
    const { page } = await openPortal(browser, `${portal.url}/plugins`);
    const result = await look({ page, url: portal.url });
    await page.context().close();
    return result;
  } finally {
    await portal.stop();
  }
}

/** What the Plugins page says is wrong with the package. */
async function readCard(page: Page, name: string): Promise<string[]> {
  const card = page.getByRole("article", { name, exact: true });
  await card.waitFor({ timeout: 30_000 });
  const isActive = await card
    .getByText(/Active/)
    .first()
    .isVisible();
  return isActive ? [] : [(await card.innerText()).replaceAll(/\s+/g, " ")];
}

function missingIn(before: readonly Spot[], after: readonly Spot[]): Spot[] {
  const known = new Set(before.map(({ path, text }) => path + text));
  return after.filter(({ path, text }) => text && !known.has(path + text));
}

function slug(name: string): string {
  return name.replaceAll(/\W+/g, "-").replace(/^-/, "");
}
