import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Place } from "@flyloft/plugin-core";
import { type Document, LineCounter, isNode, parseDocument } from "yaml";
import { InstallerError } from "../errors.ts";
import type { JsonValue } from "./PluginRequest.ts";

export type KeyPath = readonly (string | number)[];

/** A parsed YAML file that knows on which line each of its keys stands. */
export class ConfigFile {
  readonly file: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  private constructor(
    file: string,
    document: Document.Parsed,
    lines: LineCounter,
  ) {
    this.file = file;
    this.#document = document;
    this.#lines = lines;
  }

  /** Throws CONFIG_FILE_UNREADABLE or CONFIG_SYNTAX. */
  static async read(file: string): Promise<ConfigFile> {
    const text = await readFile(file, "utf8").catch((cause: unknown) => {
      throw new InstallerError(
        "CONFIG_FILE_UNREADABLE",
        `${file} can't be read: ${(cause as Error).message}`,
        {
          hint: "Check the path and its permissions.",
          place: { file },
          cause,
        },
      );
    });
    return ConfigFile.parse(file, text);
  }

  static parse(file: string, text: string): ConfigFile {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, merge: true });
    const error = document.errors[0];
    if (error) {
      const line = lines.linePos(error.pos[0]).line;
      throw new InstallerError(
        "CONFIG_SYNTAX",
        `${file}:${line} is not valid YAML: ${error.message.split("\n")[0]}`,
        {
          hint: "Correct the file there.",
          place: { file, line },
          cause: error,
        },
      );
    }
    return new ConfigFile(file, document, lines);
  }

  get dir(): string {
    return path.dirname(this.file);
  }

  value(keys: KeyPath): JsonValue | undefined {
    const node: unknown = this.#document.getIn(keys, true);
    if (!isNode(node)) return undefined;
    return node.toJS(this.#document, { maxAliasCount: 1000 }) as JsonValue;
  }

  /** File, line and key of what stands at `keys`, or of the nearest thing around it that has a line. */
  place(keys: KeyPath): Place {
    return { file: this.file, line: this.line(keys), key: formatKeys(keys) };
  }

  line(keys: KeyPath): number | undefined {
    for (let length = keys.length; length > 0; length--) {
      const offset = this.#offset(keys.slice(0, length));
      if (offset !== undefined) return this.#lines.linePos(offset).line;
    }
    return undefined;
  }

  #offset(keys: KeyPath): number | undefined {
    const last = keys.at(-1);
    const parent: unknown = this.#document.getIn(keys.slice(0, -1), true);
    const items = (parent as { items?: unknown[] } | undefined)?.items ?? [];
    for (const item of items) {
      const key = (item as { key?: { value?: unknown; range?: number[] } }).key;
      if (key && key.value === last) return key.range?.[0];
    }
    const node: unknown = this.#document.getIn(keys, true);
    return isNode(node) ? node.range?.[0] : undefined;
  }
}

/** `dynamicPlugins.plugins[2].integrity` */
function formatKeys(keys: KeyPath): string {
  return keys.reduce<string>(
    (text, key) =>
      typeof key === "number"
        ? `${text}[${key}]`
        : text === ""
          ? key
          : `${text}.${key}`,
    "",
  );
}
