import { readFile } from "node:fs/promises";
import type {
  NpmRule,
  SignatureSettings,
} from "../config/SignatureSettings.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { BundleVerifier } from "./BundleVerifier.ts";
import type { RegistryKey } from "./NpmEvidence.ts";
import { type PublicKey, parsePublicKeys } from "./parsePublicKeys.ts";
import { parseRegistryKeys } from "./parseRegistryKeys.ts";
import { readTrustedRoot } from "./readTrustedRoot.ts";
import { readRegistryJson } from "./readRegistryJson.ts";
import { trustError } from "./trustError.ts";

/** Keys and roots of one run, each read when a rule first needs it and only once. */
export class TrustFiles {
  readonly #settings: SignatureSettings;
  readonly #keyFiles = new Map<string, Promise<readonly RegistryKey[]>>();
  readonly #publicKeys = new Map<string, Promise<readonly PublicKey[]>>();
  readonly #registries = new Map<string, Promise<readonly RegistryKey[]>>();
  #root: Promise<string> | undefined;
  #verifier: Promise<BundleVerifier> | undefined;

  constructor(settings: SignatureSettings) {
    this.#settings = settings;
  }

  /** Throws CONFIG_TRUST_INVALID. */
  rootText(): Promise<string> {
    return (this.#root ??= readTrustedRoot(this.#settings.trustedRoot));
  }

  /** For certificates. Throws CONFIG_TRUST_INVALID. */
  verifier(): Promise<BundleVerifier> {
    return (this.#verifier ??= this.#createVerifier());
  }

  async #createVerifier(): Promise<BundleVerifier> {
    const { trustedRoot = "Sigstore's public root" } = this.#settings;
    const text = await this.rootText();
    // Sigstore's code is needed by such rules only.
    const { createVerifier } = await import("./createVerifier.ts");
    return createVerifier(text, trustedRoot);
  }

  /** Throws CONFIG_TRUST_INVALID. */
  keyFile(file: string): Promise<readonly RegistryKey[]> {
    return remember(this.#keyFiles, file, () => readKeyFile(file));
  }

  /** For OCI artifacts. Throws CONFIG_TRUST_INVALID. */
  publicKeys(file: string): Promise<readonly PublicKey[]> {
    return remember(this.#publicKeys, file, () => readPublicKeys(file));
  }

  /** Of all files that a rule names. */
  async keysOf({ signers }: NpmRule): Promise<readonly RegistryKey[]> {
    const files = signers.flatMap((signer) =>
      signer.kind === "registry" && signer.keyFile ? [signer.keyFile] : [],
    );
    const keys = await Promise.all(files.map((file) => this.keyFile(file)));
    return keys.flat();
  }

  /** Those that a package's registry tells now; none where it has none. Throws NetworkFailure. */
  async registryKeys(
    name: string,
    context: ResolveContext & NpmAccess,
  ): Promise<readonly RegistryKey[]> {
    const registry = (await context.npmConfig()).registryOf(name);
    return remember(this.#registries, registry, () =>
      readRegistryKeys(`${registry}-/npm/v1/keys`, context),
    );
  }
}

function remember<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const reading = known.get(key) ?? read();
  known.set(key, reading);
  return reading;
}

async function readRegistryKeys(
  url: string,
  context: ResolveContext & NpmAccess,
): Promise<readonly RegistryKey[]> {
  const content = await readRegistryJson(url, context);
  if (content === undefined) return [];
  const keys = parseRegistryKeys(content);
  if (keys) return keys;
  throw new NetworkFailure("format", `${url} answered no keys`);
}

async function readPublicKeys(file: string): Promise<readonly PublicKey[]> {
  try {
    return parsePublicKeys(await readFile(file, "utf8"));
  } catch (cause) {
    throw trustError(file, (cause as Error).message, cause);
  }
}

async function readKeyFile(file: string): Promise<readonly RegistryKey[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw trustError(file, (cause as Error).message, cause);
  }
  const keys = parseRegistryKeys(content);
  if (keys && keys.length > 0) return keys;
  throw trustError(file, "it has no `keys` as registries have them");
}
