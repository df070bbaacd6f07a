import { mkdirSync, readFileSync } from "node:fs";
import { explainUnwritable } from "@flyloft/installer";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import path from "node:path";
import { GenerationStore } from "./GenerationStore.ts";
import { replaceFile, unwritable } from "./replaceFile.ts";

/** Where a pair of keys lies that tokens are signed with. */
export interface SigningKeys {
  readonly keyId: string;
  readonly publicKeyFile: string;
  readonly privateKeyFile: string;
}

/** The portal's own folder: generations, databases, keys, caches, and by default the store. */
export class DataFolder {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  get store(): string {
    return path.join(this.dir, "store");
  }

  /** SQLite files: see `databaseFolders.ts`. */
  get databases(): string {
    return this.#folder("databases");
  }

  get codeCache(): string {
    return this.#folder("cache/code");
  }

  /** Compiled code of a host that is fenced in: what it writes there nobody else may run. */
  hostCache(host: string): string {
    return this.#folder(`cache/hosts/${folderName(host)}`);
  }

  /**
   * The keys of the shared backend process, or those of a host of its own. Made with the first call. Only this user can
   * read the private one.
   */
  pluginKeys(host?: string): SigningKeys {
    this.#folder("keys", 0o700);
    const dir = this.#folder(
      host === undefined ? "keys" : `keys/${folderName(host)}`,
      0o700,
    );
    return this.#keyPair(dir, "plugins");
  }

  /** The keys that the tokens of users are signed with, made as those of plugins. */
  userKeys(): SigningKeys {
    return this.#keyPair(this.#folder("keys", 0o700), "users");
  }

  /** What secret settings are sealed with. */
  get settingsKey(): string {
    return path.join(this.#folder("keys", 0o700), "settings.key");
  }

  /** A new one with each call: whoever has it keeps what it knows. */
  get generations(): GenerationStore {
    return new GenerationStore(this.#folder("generations"));
  }

  /** Archives that administrators brought. */
  get uploads(): string {
    return this.#folder("uploads", 0o700);
  }

  /** Development versions of frontends, as long as somebody shows them. */
  get development(): string {
    return this.#folder("run/development", 0o700);
  }

  /** What belongs to the running portal alone. */
  get run(): string {
    return this.#folder("run", 0o700);
  }

  #keyPair(dir: string, name: string): SigningKeys {
    const keyFile = path.join(dir, `${name}.json`);
    const files = {
      publicKeyFile: path.join(dir, `${name}.public.pem`),
      privateKeyFile: path.join(dir, `${name}.private.pem`),
    };
    const known = readKeyId(keyFile);
    if (known !== undefined) return { keyId: known, ...files };
    const { publicKey, privateKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const keyId = randomUUID();
    replaceFile(files.publicKeyFile, publicKey);
    replaceFile(files.privateKeyFile, privateKey);
    // Last: it says that the pair is complete.
    replaceFile(keyFile, JSON.stringify({ keyId }));
    return { keyId, ...files };
  }

  #folder(name: string, mode = 0o755): string {
    const dir = path.join(this.dir, name);
    try {
      mkdirSync(dir, { recursive: true, mode });
    } catch (error) {
      throw unwritable(dir, explainUnwritable(dir, error));
    }
    return dir;
  }
}

/** Undefined where there is none, or a file that was damaged: then there are new keys. */
function readKeyId(file: string): string | undefined {
  try {
    const { keyId } = JSON.parse(readFileSync(file, "utf8")) as SigningKeys;
    return keyId;
  } catch {
    return undefined;
  }
}

/** A package's name as the name of one folder. */
export function folderName(id: string): string {
  return id.replaceAll("/", "+");
}
