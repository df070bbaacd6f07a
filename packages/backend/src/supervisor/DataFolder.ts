import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import path from "node:path";
import { BackendError } from "../errors.ts";
import type { Generation } from "./Generation.ts";

/** What is kept of old generations. */
const KEPT_GENERATIONS = 10;

/** Where the keys lie that plugins of this portal sign their calls to each other with. */
export interface PluginKeys {
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

  /** One SQLite file per plugin. */
  get databases(): string {
    return this.#folder("databases");
  }

  get codeCache(): string {
    return this.#folder("cache/code");
  }

  /** The keys, made with the first call. Only this user can read the private one. */
  pluginKeys(): PluginKeys {
    const dir = this.#folder("keys", 0o700);
    const keyFile = path.join(dir, "plugins.json");
    const files = {
      publicKeyFile: path.join(dir, "plugins.public.pem"),
      privateKeyFile: path.join(dir, "plugins.private.pem"),
    };
    if (existsSync(keyFile)) {
      const { keyId } = JSON.parse(readFileSync(keyFile, "utf8")) as PluginKeys;
      return { keyId, ...files };
    }
    const { publicKey, privateKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const keyId = randomUUID();
    writeFileSync(files.publicKeyFile, publicKey, { mode: 0o600 });
    writeFileSync(files.privateKeyFile, privateKey, { mode: 0o600 });
    chmodSync(files.privateKeyFile, 0o600);
    // Last, in one move: it says that the pair is complete.
    replaceFile(keyFile, JSON.stringify({ keyId }));
    return { keyId, ...files };
  }

  /**
   * Writes a generation under the next number, or gives the newest one where nothing differs from it. Older ones are
   * kept for a while.
   */
  writeGeneration(
    content: Omit<Generation, "number" | "createdAt">,
  ): Generation {
    const dir = this.#folder("generations");
    const numbers = readdirSync(dir)
      .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    const newest = numbers.at(-1) ?? 0;
    const fileOf = (number: number) => path.join(dir, `${number}.json`);
    const last = newest > 0 ? readGeneration(fileOf(newest)) : undefined;
    if (last && sameContent(last, content)) return last;
    const generation: Generation = {
      number: newest + 1,
      createdAt: new Date().toISOString(),
      ...content,
    };
    replaceFile(
      fileOf(generation.number),
      `${JSON.stringify(generation, null, 2)}\n`,
    );
    for (const number of numbers.slice(0, -KEPT_GENERATIONS))
      rmSync(fileOf(number));
    return generation;
  }

  #folder(name: string, mode = 0o755): string {
    const dir = path.join(this.dir, name);
    try {
      mkdirSync(dir, { recursive: true, mode });
    } catch (cause) {
      throw new BackendError(
        "SUPERVISE_DATA_UNWRITABLE",
        `The portal's data folder can't be written: ${dir} (${(cause as Error).message}).`,
        {
          hint: `Make ${this.dir} writable for the user that runs the portal.`,
          cause,
        },
      );
    }
    return dir;
  }
}

function readGeneration(file: string): Generation | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Generation;
  } catch {
    return undefined;
  }
}

function sameContent(
  { number: _number, createdAt: _createdAt, ...last }: Generation,
  content: Omit<Generation, "number" | "createdAt">,
): boolean {
  return (
    JSON.stringify(last) === JSON.stringify(JSON.parse(JSON.stringify(content)))
  );
}

function replaceFile(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, file);
}
