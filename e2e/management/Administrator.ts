import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { type OpenPage, openPortal } from "../openPortal.ts";
import { isMarkedPage, markPage } from "./pageMark.ts";

/** Somebody who manages plugins in a browser: clicks what has a role and a name, and never loads the page again. */
export class Administrator {
  readonly page: Page;
  readonly problems: readonly string[];

  private constructor({ page, problems }: OpenPage) {
    this.page = page;
    this.problems = problems;
  }

  static async open(
    browser: Browser,
    url: string,
    options?: BrowserContextOptions,
  ): Promise<Administrator> {
    const opened = await openPortal(browser, `${url}/plugins`, options);
    const administrator = new Administrator(opened);
    opened.page.setDefaultTimeout(30_000);
    await administrator.heading("Plugins").waitFor();
    await markPage(opened.page);
    return administrator;
  }

  heading(name: string) {
    return this.page.getByRole("heading", { name, exact: true, level: 1 });
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name, exact: true });
  }

  link(name: string) {
    return this.page.getByRole("link", { name, exact: true });
  }

  /** A link of the portal's own navigation. */
  navigation(name: string) {
    return this.page
      .getByRole("navigation", { name: "Portal" })
      .getByRole("link", { name, exact: true });
  }

  /** The card of a plugin, by its package's name. */
  card(name: string) {
    return this.page.getByRole("article", { name, exact: true });
  }

  /** The list of plugins. */
  async openList(): Promise<void> {
    await this.navigation("Plugins").click();
    await this.heading("Plugins").waitFor();
  }

  /** A plugin's own page, from its card, and there one of its tabs. */
  async openPlugin(title: string, tab?: string): Promise<void> {
    await this.openList();
    await this.page
      .getByRole("article")
      .getByRole("link", { name: title, exact: true })
      .click();
    await this.heading(title).waitFor();
    if (!tab) return;
    await this.page
      .getByRole("navigation", { name: title })
      .getByRole("link", { name: tab })
      .click();
  }

  /** The page that asks how the plugin comes. */
  async openInstallation(way?: string): Promise<void> {
    await this.openList();
    await this.link("Install plugin").click();
    await this.heading("Install a plugin").waitFor();
    if (!way) return;
    await this.page
      .getByRole("navigation", { name: "Ways to install" })
      .getByRole("link", { name: way })
      .click();
  }

  /** The plan of an installation, as it is shown before anything is done. */
  async seePlan(name: string): Promise<void> {
    await this.page.getByText("Nothing has been changed yet.").waitFor();
    const plan = this.page.getByRole("list", { name: "Plugins" });
    await plan.getByText("Add", { exact: true }).first().waitFor();
    await plan.getByText(name).first().waitFor();
    await expect.poll(() => this.button("Install").isEnabled()).toBe(true);
  }

  /** Orders what is planned, and waits until it is done. */
  async install(): Promise<void> {
    await this.button("Install").click();
    await this.seeJobEnd("is installed");
  }

  async seeJobEnd(text: string): Promise<void> {
    await this.page.getByRole("status").filter({ hasText: text }).waitFor();
  }

  /** Without loading anything again: the link in the navigation, and the page that it leads to. */
  async seePageAtOnce(title: string, text: string): Promise<void> {
    await this.navigation(title).click();
    await this.page.getByText(text).waitFor();
    expect(await isMarkedPage(this.page)).toBe(true);
  }

  dialog(name: string) {
    return this.page.getByRole("dialog", { name });
  }

  async confirm(dialog: string, button: string): Promise<void> {
    const box = this.dialog(dialog);
    await box.getByRole("button", { name: button, exact: true }).click();
    await box.waitFor({ state: "detached" });
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
