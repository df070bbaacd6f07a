import { readFile } from "node:fs/promises";
import path from "node:path";
import type { PortalManifest } from "@flyloft/plugin-core";
import type { Content } from "./Answers.ts";
import { type Combined, combineEntries } from "./combineEntries.ts";
import type { Remote } from "./Remote.ts";
import { renderPage } from "./renderPage.ts";

export interface PortalPageOptions {
  /** The folder with the app's `index.html`. */
  readonly appDir: string;
  readonly generation: number;
  readonly remotes: readonly Remote[];
  /** What browsers may see of the configuration; computed elsewhere, while the portal starts. */
  readonly frontendConfig: Promise<Readonly<Record<string, unknown>>>;
}

/** The page of a generation and its combined entries. Both are made with the first request and kept. */
export class PortalPage {
  readonly #options: PortalPageOptions;
  #combined: Promise<Combined | undefined> | undefined;
  #html: Promise<Content> | undefined;

  constructor(options: PortalPageOptions) {
    this.#options = options;
  }

  html(): Promise<Content> {
    this.#html ??= this.#render().catch((error: unknown) => {
      this.#html = undefined;
      throw error;
    });
    return this.#html;
  }

  combined(): Promise<Combined | undefined> {
    this.#combined ??= combineEntries(this.#options.remotes);
    return this.#combined;
  }

  async #render(): Promise<Content> {
    const { appDir, generation, remotes, frontendConfig } = this.#options;
    const [template, config, combined] = await Promise.all([
      readFile(path.join(appDir, "index.html"), "utf8"),
      frontendConfig,
      this.combined(),
    ]);
    const portal: PortalManifest = {
      generation,
      remotes: remotes.map(({ description }) => description),
      combined: combined?.entries,
    };
    return {
      body: Buffer.from(renderPage(template, { config, portal })),
      mediaType: "text/html; charset=utf-8",
      cacheControl: "no-cache",
    };
  }
}
