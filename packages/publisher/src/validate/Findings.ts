import type { Finding, PublishErrorCode } from "../errors.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";

type Keys = readonly (string | number)[];

interface Remark {
  readonly message: string;
  readonly hint: string;
  /** Where in the `package.json`; or another file of the package. */
  readonly at: Keys | string;
}

/** What is wrong with one package, in the order in which it was found. */
export class Findings {
  readonly #folder: PluginFolder;
  readonly #found: Finding[] = [];

  constructor(folder: PluginFolder) {
    this.#folder = folder;
  }

  get all(): readonly Finding[] {
    return this.#found;
  }

  error(code: PublishErrorCode, remark: Remark): void {
    this.#add("error", code, remark);
  }

  warn(code: PublishErrorCode, remark: Remark): void {
    this.#add("warning", code, remark);
  }

  #add(
    severity: Finding["severity"],
    code: PublishErrorCode,
    { message, hint, at }: Remark,
  ): void {
    const { text } = this.#folder;
    const place = typeof at === "string" ? { file: at } : text.placeOf(at);
    this.#found.push({ severity, code, message, hint, place });
  }
}
