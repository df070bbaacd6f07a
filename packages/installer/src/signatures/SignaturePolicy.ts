import type {
  NpmRule,
  OciRule,
  SignatureRule,
  SignatureSettings,
} from "../config/SignatureSettings.ts";
import type { ArtifactSignatures } from "./ArtifactSignatures.ts";
import { matchesPattern } from "./matchesPattern.ts";
import {
  isSameRegistry,
  namesRepository,
  repositoryName,
} from "./repositoryName.ts";
import { TrustFiles } from "./TrustFiles.ts";

/** Who must have signed which package, for one run. */
export class SignaturePolicy {
  readonly trust: TrustFiles;
  readonly isThorough: boolean;
  readonly #rules: readonly SignatureRule[];
  readonly #artifacts = new Map<string, ArtifactSignatures>();

  constructor(settings: SignatureSettings) {
    this.#rules = settings.rules;
    this.isThorough = settings.isThorough ?? false;
    this.trust = new TrustFiles(settings);
  }

  /** What is asked of an npm package: the first rule that fits counts. Undefined where that is nothing. */
  ruleFor(name: string, registry: string): NpmRule | undefined {
    const host = new URL(registry).host.toLowerCase();
    return asking(
      this.#rules
        .filter((rule) => rule.source === "npm")
        .find(
          ({ packages, registries }) =>
            packages.some((pattern) => matchesPattern(name, pattern)) &&
            (registries?.includes(host) ?? true),
        ),
    );
  }

  /** Plugins of one artifact share what was read of its signatures. */
  signaturesOf(
    artifact: string,
    create: () => ArtifactSignatures,
  ): ArtifactSignatures {
    const known = this.#artifacts.get(artifact) ?? create();
    this.#artifacts.set(artifact, known);
    return known;
  }

  /** What is asked of an OCI artifact. */
  ociRuleFor(registry: string, repository: string): OciRule | undefined {
    const host = registry.toLowerCase();
    const name = repositoryName(registry, repository);
    return asking(
      this.#rules
        .filter((rule) => rule.source === "oci")
        .find(
          ({ repositories, registries }) =>
            repositories.some((pattern) => namesRepository(name, pattern)) &&
            (registries?.some((one) => isSameRegistry(one, host)) ?? true),
        ),
    );
  }
}

function asking<Rule extends SignatureRule>(
  rule: Rule | undefined,
): Rule | undefined {
  return rule?.mode === "off" ? undefined : rule;
}
