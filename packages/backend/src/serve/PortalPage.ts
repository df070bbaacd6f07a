import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { PortalData } from "@flyloft/plugin-core";
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
  #rendered: Promise<Rendered> | undefined;

  constructor(options: PortalPageOptions) {
    this.#options = options;
  }

  async html(): Promise<Content> {
    return (await this.#content()).html;
  }

  /** What the page carries, alone. */
  async json(): Promise<Content> {
    return (await this.#content()).json;
  }

  combined(): Promise<Combined | undefined> {
    this.#combined ??= combineEntries(this.#options.remotes);
    return this.#combined;
  }

  #content(): Promise<Rendered> {
    this.#rendered ??= this.#render().catch((error: unknown) => {
      this.#rendered = undefined;
      throw error;
    });
    return this.#rendered;
  }

  async #render(): Promise<Rendered> {
    const { appDir, generation, remotes, frontendConfig } = this.#options;
    const [template, config, combined] = await Promise.all([
      readFile(path.join(appDir, "index.html"), "utf8"),
      frontendConfig,
      this.combined(),
    ]);
    const data: PortalData = {
      config,
      portal: {
        generation,
        shell: shellId(template, remotes),
        remotes: remotes.map(({ description }) => description),
        combined: combined?.entries,
      },
    };
    return {
      html: content("text/html", renderPage(template, data)),
      json: content("application/json", JSON.stringify(data)),
    };
  }
}

/** A page keeps the policy that it came with: one whose plugins may not compile code is another than one whose may. */
function shellId(template: string, remotes: readonly Remote[]): string {
  const evaluatesCode = remotes.some((remote) => remote.evaluatesCode);
  const hash = createHash("sha256").update(template).update(`${evaluatesCode}`);
  return hash.digest("hex").slice(0, 16);
}

interface Rendered {
  readonly html: Content;
  readonly json: Content;
}

function content(mediaType: string, text: string): Content {
  return {
    body: Buffer.from(text),
    mediaType: `${mediaType}; charset=utf-8`,
    cacheControl: "no-cache",
  };
}
