import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, ElementContext, Result, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { keepScreenshot } from "../openPortal.ts";

const { resolve } = createRequire(import.meta.url);
const axe = readFileSync(resolve("axe-core/axe.min.js"), "utf8");

type AxeWindow = typeof globalThis & {
  readonly axe: {
    run(context: ElementContext, options: RunOptions): Promise<AxeResults>;
  };
};

const WIDTHS = [1280, 390] as const;
const NARROWEST = 360;

export interface Finding {
  readonly page: string;
  readonly width: number;
  readonly rule: string;
  readonly impact: string;
  readonly where: string;
}

/** Looks at what a page shows in each width, as axe does. */
export class Examiner {
  readonly findings: Finding[] = [];
  readonly seen: object[] = [];
  readonly #page: Page;
  readonly #theme: string;

  constructor(page: Page, theme: string) {
    this.#page = page;
    this.#theme = theme;
  }

  /** What is serious or critical, and whether something is wider than the screen. */
  async look(name: string): Promise<readonly string[]> {
    const wrong: string[] = [];
    const counts: Record<string, number> = {};
    for (const width of WIDTHS) {
      await this.#resize(width);
      const found = await this.#run();
      counts[`${width} px`] = found.length;
      for (const finding of found.flatMap((result) => toFindings(result))) {
        const whole = { page: name, width, ...finding };
        this.findings.push(whole);
        if (!/serious|critical/.test(finding.impact)) continue;
        wrong.push(
          `${width} px, ${finding.impact}: ${finding.rule} at ${finding.where}`,
        );
      }
    }
    await this.#resize(NARROWEST);
    await keepScreenshot(
      this.#page,
      `accessible-${this.#theme}-${name.replaceAll(/\W+/g, "-")}`,
    );
    const wide = await this.#page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    if (wide > NARROWEST) {
      wrong.push(`${wide} px wide on a screen of ${NARROWEST} px`);
    }
    await this.#resize(WIDTHS[0]);
    this.seen.push({ page: name, theme: this.#theme, ...counts, wide });
    return wrong;
  }

  async #resize(width: number): Promise<void> {
    await this.#page.setViewportSize({ width, height: 860 });
    // Two frames later, what listens to the width has followed.
    await this.#page.evaluate(
      () =>
        new Promise((done) => {
          requestAnimationFrame(() => requestAnimationFrame(done));
        }),
    );
  }

  /** As text that the debugger runs: the page's policy lets no foreign script in. */
  async #run(): Promise<readonly Result[]> {
    // Half of a transition has colours that nobody is meant to read.
    await this.#page.evaluate(async () => {
      const running = document
        .getAnimations()
        .filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
      await Promise.allSettled(running.map(({ finished }) => finished));
    });
    const isThere = await this.#page.evaluate(() => "axe" in window);
    if (!isThere) await this.#page.evaluate(axe);
    const { violations } = await this.#page.evaluate(() =>
      (globalThis as AxeWindow).axe.run(
        {
          // React Aria's announcer, which nobody sees: what it once said stays there for seconds without its label.
          exclude: [["[data-live-announcer]"]],
        },
        { resultTypes: ["violations"] },
      ),
    );
    return violations;
  }
}

function toFindings({ id, impact, nodes }: Result) {
  return nodes.map(({ target, html }) => ({
    rule: id,
    impact: impact ?? "",
    where: `${target.join(" ")} ${html.slice(0, 160)}`,
  }));
}
