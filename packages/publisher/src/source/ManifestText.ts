import type { Place } from "@flyloft/plugin-core";
import { LineCounter, isNode, parseDocument } from "yaml";

/** A `package.json` as it is written, for saying in which line something stands. */
export class ManifestText {
  readonly file: string;
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #lines = new LineCounter();

  /** `file` as people know it. */
  constructor(file: string, text: string) {
    this.file = file;
    // JSON is YAML, and this parser tells where a value stands.
    this.#document = parseDocument(text, { lineCounter: this.#lines });
  }

  /** Where a value stands, or the nearest one around it. */
  placeOf(keys: readonly (string | number)[]): Place {
    for (let length = keys.length; length > 0; length -= 1) {
      const node = this.#document.getIn(keys.slice(0, length), true);
      if (isNode(node) && node.range) {
        const { line } = this.#lines.linePos(node.range[0]);
        return { file: this.file, line };
      }
    }
    return { file: this.file, line: 1 };
  }
}
