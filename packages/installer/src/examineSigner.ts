import type { ErrorReport, PluginSigner } from "@flyloft/plugin-core";
import { attestContent, attestPlugin } from "./attestPlugin.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import type {
  SignatureRule,
  SignatureSettings,
} from "./config/SignatureSettings.ts";
import type { Run } from "./createRun.ts";
import type { Located } from "./locatePlugin.ts";
import type { ResolvedPlugin } from "./resolve/ResolvedPlugin.ts";
import type { Attested } from "./signatures/Attested.ts";
import type { SeenSignature } from "./signatures/SeenSignature.ts";
import type { PackageFacts } from "./verify/PackageFacts.ts";

export interface ExaminedSigner {
  /** Whom the rule believes; undefined where nobody counts, or nothing is asked. */
  readonly signer: PluginSigner | undefined;
  /** Why nobody counts. */
  readonly refusal: ErrorReport | undefined;
  /** The one that fits, as it was given; undefined where nothing is asked. */
  readonly rule: SignatureRule | undefined;
  readonly signatures: readonly SeenSignature[];
}

/** The same rules, of which none ends the examination before all is known. */
export function soften(settings: SignatureSettings): SignatureSettings {
  const rules = settings.rules.map((rule) =>
    rule.mode === "require" ? { ...rule, mode: "warn" as const } : rule,
  );
  return { ...settings, rules, isThorough: true };
}

interface Examined {
  readonly request: PluginRequest;
  readonly resolved: ResolvedPlugin;
  readonly facts: PackageFacts;
}

/** Who signed a package that was brought, judged as an installation does. `run` has the softened rules. */
export async function examineSigner(
  { request, resolved, facts }: Examined,
  run: Run,
  settings: SignatureSettings,
): Promise<ExaminedSigner> {
  const located: Located = {
    kind: "remote",
    resolved,
    fingerprint: undefined,
    locked: undefined,
  };
  const before = await attestPlugin(request, located, run);
  const attested = await attestContent(
    { request, located, attested: before, facts },
    run,
  );
  const { signer, warnings } = attested;
  const seen = await see({ request, resolved, facts }, attested, run);
  const { rules = [] } = run.options.signatures ?? {};
  const at = rules.findIndex((rule) => rule === seen.rule);
  const [refusal] = warnings;
  return { ...seen, signer, refusal, rule: settings.rules[at] };
}

async function see(
  { resolved: { source }, request, facts }: Examined,
  { evidence }: Attested,
  run: Run,
): Promise<Pick<ExaminedSigner, "rule" | "signatures">> {
  const policy = await run.signaturePolicy();
  if (!policy) return { rule: undefined, signatures: [] };
  const { trust } = policy;
  if (source.kind === "npm") {
    const { name, version, integrity } = source;
    const registry = (await run.context.npmConfig()).registryOf(name);
    const rule = policy.ruleFor(name, registry);
    if (!evidence || evidence.kind === "oci") return { rule, signatures: [] };
    const { seeNpmSignatures } =
      await import("./signatures/seeNpmSignatures.ts");
    const subject = { name, version, integrity };
    const of = { subject, evidence, rule, trust };
    return { rule, signatures: await seeNpmSignatures(of) };
  }
  if (source.kind !== "oci") return { rule: undefined, signatures: [] };
  const { registry, repository, digest } = source;
  const rule = policy.ociRuleFor(registry, repository);
  if (evidence?.kind !== "oci") return { rule, signatures: [] };
  const { seeContainerSignatures } =
    await import("./signatures/seeContainerSignatures.ts");
  const { reference } = request;
  const tag =
    reference.kind === "oci" && reference.digest === undefined
      ? reference.tag
      : undefined;
  const subject = { registry, repository, digest, tag, plugin: facts };
  const of = { subject, evidence, rule, trust };
  return { rule, signatures: await seeContainerSignatures(of) };
}
