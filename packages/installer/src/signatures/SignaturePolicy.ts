import type {
  SignatureRule,
  SignatureSettings,
} from "../config/SignatureSettings.ts";
import { matchesPattern } from "./matchesPattern.ts";
import { TrustFiles } from "./TrustFiles.ts";

/** Who must have signed which package, for one run. */
export class SignaturePolicy {
  readonly trust: TrustFiles;
  readonly #rules: readonly SignatureRule[];

  constructor(settings: SignatureSettings) {
    this.#rules = settings.rules;
    this.trust = new TrustFiles(settings);
  }

  /** What is asked of an npm package: the first rule that fits counts. Undefined where that is nothing. */
  ruleFor(name: string, registry: string): SignatureRule | undefined {
    const host = new URL(registry).host.toLowerCase();
    const rule = this.#rules.find(
      ({ packages, registries }) =>
        packages.some((pattern) => matchesPattern(name, pattern)) &&
        (registries?.includes(host) ?? true),
    );
    return rule?.mode === "off" ? undefined : rule;
  }
}
