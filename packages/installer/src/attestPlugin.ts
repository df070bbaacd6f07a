import type { PluginRequest } from "./config/PluginRequest.ts";
import type { Run } from "./createRun.ts";
import type { Located } from "./locatePlugin.ts";
import type { Attested, PackageToAttest } from "./signatures/attestPackage.ts";
import { refuseSignerChange } from "./signatures/refuseSignerChange.ts";

const NOT_ASKED: Attested = {
  signer: undefined,
  warnings: [],
  evidence: undefined,
};

/**
 * Who signed a plugin's package, where `dynamicPlugins.signatures` asks, before any bytes of it are fetched: the registry's
 * integrity is what is signed, and what the bytes are held to. Throws what `attestPackage` throws, and
 * VERIFY_SIGNER_CHANGED where the lockfile is frozen and names somebody else.
 */
export async function attestPlugin(
  request: PluginRequest,
  located: Located,
  run: Run,
): Promise<Attested> {
  const asked = describe(request, located, run);
  const policy = asked && (await run.signaturePolicy());
  if (!policy) return NOT_ASKED;
  const { attestPackage } = await import("./signatures/attestPackage.ts");
  const attested = await attestPackage(asked, policy, run.context);
  if (run.frozen) {
    const { expected: locked } = asked;
    refuseSignerChange(request, { locked, found: attested.signer });
  }
  return attested;
}

function describe(
  request: PluginRequest,
  located: Located,
  run: Run,
): PackageToAttest | undefined {
  const expected = run.lock.get(request.text)?.signer;
  if (located.kind === "stored") {
    if (request.reference.kind !== "npm") return undefined;
    const { facts, digest, evidence } = located.stored;
    const { name } = request.reference;
    const subject = { name, version: facts.version, integrity: digest };
    return { request, subject, published: undefined, kept: evidence, expected };
  }
  const { source } = located.resolved;
  if (source.kind !== "npm") return undefined;
  const { name, version, integrity, published } = source;
  const subject = { name, version, integrity };
  return { request, subject, published, kept: undefined, expected };
}
