import type { PluginRequest } from "./config/PluginRequest.ts";
import type { Run } from "./createRun.ts";
import type { Located } from "./locatePlugin.ts";
import { type Attested, NOT_ASKED } from "./signatures/Attested.ts";
import type { SignedPlugin } from "./signatures/checkClaim.ts";
import type { KeptEvidence } from "./signatures/KeptEvidence.ts";
import { refuseSignerChange } from "./signatures/refuseSignerChange.ts";
import type { SignaturePolicy } from "./signatures/SignaturePolicy.ts";

interface Package {
  readonly request: PluginRequest;
  readonly located: Located;
  /** Of an earlier check. */
  readonly kept: KeptEvidence | undefined;
  /** What is inside; undefined before it was fetched. */
  readonly plugin: SignedPlugin | undefined;
}

/**
 * Who signed a plugin's package, where `dynamicPlugins.signatures` asks, before any bytes of it are fetched: the registry's
 * integrity or digest is what is signed, and what the bytes are held to. Throws what `establishSigner` throws, and
 * VERIFY_SIGNER_CHANGED where the lockfile is frozen and names somebody else.
 */
export function attestPlugin(
  request: PluginRequest,
  located: Located,
  run: Run,
): Promise<Attested> {
  const stored = located.kind === "stored" ? located.stored : undefined;
  const kept = stored?.evidence;
  return attest({ request, located, kept, plugin: stored?.facts }, run);
}

/** The same with what turned out to be inside. What `attestPlugin` found is looked at again; more is asked for only where it isn't of that. */
export async function attestContent(
  fetched: {
    readonly request: PluginRequest;
    readonly located: Located;
    readonly attested: Attested;
    readonly facts: SignedPlugin;
  },
  run: Run,
): Promise<Attested> {
  const { request, located, attested, facts } = fetched;
  const isSaid = attested.signer && request.reference.kind === "oci";
  if (!isSaid) return attested;
  const kept = attested.evidence;
  return attest({ request, located, kept, plugin: facts }, run);
}

async function attest(asked: Package, run: Run): Promise<Attested> {
  const { kind } = asked.request.reference;
  const isSigned = kind === "npm" || kind === "oci";
  const policy = isSigned ? await run.signaturePolicy() : undefined;
  if (!policy) return NOT_ASKED;
  const found = await find(asked, policy, run);
  if (run.frozen) {
    const locked = run.lock.get(asked.request.text)?.signer;
    refuseSignerChange(asked.request, { locked, found: found.signer });
  }
  return found;
}

/** What each kind of source takes is loaded when a rule first asks for it. */
async function find(
  asked: Package,
  policy: SignaturePolicy,
  run: Run,
): Promise<Attested> {
  const npm = describeNpm(asked, run);
  if (npm) {
    const [{ establishSigner }, { inquireNpm }] = await Promise.all([
      import("./signatures/establishSigner.ts"),
      import("./signatures/inquireNpm.ts"),
    ]);
    const inquiry = await inquireNpm(npm, policy, run.context);
    return inquiry ? establishSigner(inquiry) : NOT_ASKED;
  }
  const oci = describeOci(asked, run);
  if (!oci) return NOT_ASKED;
  const [{ establishSigner }, { inquireOci }] = await Promise.all([
    import("./signatures/establishSigner.ts"),
    import("./signatures/inquireOci.ts"),
  ]);
  const inquiry = inquireOci(oci, policy, run);
  return inquiry ? establishSigner(inquiry) : NOT_ASKED;
}

function describeNpm({ request, located, kept }: Package, run: Run) {
  const expected = run.lock.get(request.text)?.signer;
  const common = {
    request,
    kept: kept?.kind === undefined ? kept : undefined,
    expected,
  };
  if (located.kind === "stored") {
    if (request.reference.kind !== "npm") return undefined;
    const { facts, digest } = located.stored;
    const { name } = request.reference;
    const subject = { name, version: facts.version, integrity: digest };
    return { ...common, subject, published: undefined };
  }
  const { source } = located.resolved;
  if (source.kind !== "npm") return undefined;
  const { name, version, integrity, published } = source;
  return { ...common, subject: { name, version, integrity }, published };
}

function describeOci(asked: Package, run: Run) {
  const { request, located, kept, plugin } = asked;
  const { reference } = request;
  if (reference.kind !== "oci") return undefined;
  const known = located.kind === "stored" ? located.stored : located.resolved;
  const [digest = ""] = (known.digest ?? "").split("!");
  const { registry, repository, tag } = reference;
  return {
    request,
    subject: {
      registry,
      repository,
      digest,
      // Where a digest is named, the tag beside it is for people.
      tag: reference.digest === undefined ? tag : undefined,
      plugin: plugin && {
        name: plugin.name,
        version: plugin.version,
        pluginId: plugin.pluginId,
      },
    },
    index: indexOf(request, located, run),
    kept: kept?.kind === "oci" ? kept : undefined,
    expected: run.lock.get(request.text)?.signer,
  };
}

/** Digest of the index that leads to an artifact; undefined where none does. */
export function indexOf(
  { reference, text }: PluginRequest,
  located: Located,
  { lock }: Pick<Run, "lock">,
): string | undefined {
  if (reference.kind !== "oci") return undefined;
  const { resolved } = located;
  const source = resolved?.source;
  if (source?.kind === "oci" && source.index !== undefined) return source.index;
  const digest =
    located.kind === "stored" ? located.stored.digest : resolved?.digest;
  const locked = lock.get(text);
  const known = locked?.digest === digest ? locked?.index : undefined;
  const isImage = digest?.startsWith(`${reference.digest}!`) ?? false;
  return known ?? (isImage ? undefined : reference.digest);
}
