import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../paths.ts";

/** A package's error codes, and what the documentation and the code make of them. */
export class ErrorCatalogue {
  /** In the order of its `errors.ts`. */
  readonly codes: readonly string[];
  readonly #sources: string;

  /** `sources` is the folder with the `errors.ts`. */
  constructor(sources: string) {
    this.#sources = sources;
    const text = readFileSync(path.join(sources, "errors.ts"), "utf8");
    this.codes = find(text, /\| "([A-Z0-9_]+)"/g);
  }

  /** Headings of docs/errors.md that fit. */
  documented(prefixes: RegExp): readonly string[] {
    const text = readFileSync(path.join(root, "docs/errors.md"), "utf8");
    return find(text, /^### ([A-Z0-9_]+)$/gm).filter((one) =>
      prefixes.test(one),
    );
  }

  /** Codes that no source says, beside those that are left out. */
  unused(isLeftOut: (file: string) => boolean): readonly string[] {
    const text = readdirSync(this.#sources, {
      recursive: true,
      encoding: "utf8",
    })
      .filter((file) => file.endsWith(".ts") && !isLeftOut(file))
      .map((file) => readFileSync(path.join(this.#sources, file), "utf8"))
      .join("\n");
    return this.codes.filter((code) => !text.includes(`"${code}"`));
  }
}

function find(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, code]) => code ?? "");
}
