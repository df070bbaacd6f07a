import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { describeIssue } from "../describeIssue.ts";
import { InstallerError } from "../errors.ts";
import type { LockEntry } from "./LockEntry.ts";
import {
  type LockedTrees,
  formatTrees,
  parseTrees,
  splitLockfile,
} from "./treeDocument.ts";

const signerSchema = z.strictObject({
  kind: z.enum(["registry", "provenance", "key", "certificate"]),
  identity: z.string(),
  keyId: z.string().exactOptional(),
  issuer: z.string().exactOptional(),
  repository: z.string().exactOptional(),
});

const lockSchema = z.strictObject({
  lockfileVersion: z.literal(1),
  plugins: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      version: z.string(),
      digest: z.string(),
      index: z.string().optional(),
      tree: z.string().regex(/^sha256-[0-9a-f]{64}$/),
      signer: signerSchema.optional(),
      dependencies: z
        .string()
        .regex(/^sha256-[0-9a-f]{64}$/)
        .optional(),
      family: z.array(z.string()).optional(),
    }),
  ),
});

const HEADER =
  "# Written by Flyloft: what each reference of dynamicPlugins stands for. Commit it.\n";

/** The lockfile's content: reference as written → what was installed for it. */
export type PluginLock = ReadonlyMap<string, LockEntry>;

/** An absent file is an empty lock. Throws CONFIG_LOCKFILE_INVALID. */
export async function readLock(file: string): Promise<PluginLock> {
  const text = await readText(file);
  if (text === undefined) return new Map();
  const { plugins } = splitLockfile(text);
  const lock = lockSchema.safeParse(parseYaml(file, plugins));
  if (lock.success) return new Map(Object.entries(lock.data.plugins));
  throw invalid(file, describeIssue(lock.error));
}

/** The trees of dependencies that its entries name. Throws CONFIG_LOCKFILE_INVALID. */
export async function readLockedTrees(file: string): Promise<LockedTrees> {
  const text = await readText(file);
  const { trees } = splitLockfile(text ?? "");
  if (trees === undefined) return new Map();
  try {
    return parseTrees(trees);
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? describeIssue(error)
        : (error as Error).message;
    throw invalid(file, why, error);
  }
}

/** Sorted, so that a diff shows what changed; replaced by a rename, and left alone where nothing changed. */
export async function writeLock(
  file: string,
  lock: PluginLock,
  trees: LockedTrees = new Map(),
): Promise<void> {
  const text = formatLock(lock) + formatTrees(trees);
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current === text || (current === undefined && lock.size === 0)) return;
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flush: true });
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new InstallerError(
      "INSTALL_STORE_UNWRITABLE",
      `The lockfile ${file} can't be written: ${(cause as Error).message}`,
      {
        hint: "Make its folder writable or name another file with dynamicPlugins.lockfile. Where it is mounted to be read only, write it where it can be changed, and start with --frozen.",
        cause,
      },
    );
  }
}

function formatLock(lock: PluginLock): string {
  const plugins = Object.fromEntries(
    [...lock]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, orderKeys(entry)]),
  );
  return HEADER + stringify({ lockfileVersion: 1, plugins }, { lineWidth: 0 });
}

function orderKeys(entry: LockEntry): LockEntry {
  const { name, version, digest, index, tree } = entry;
  const { signer, dependencies, family } = entry;
  return {
    name,
    version,
    digest,
    ...(index && { index }),
    tree,
    ...(signer && { signer }),
    ...(dependencies && { dependencies }),
    ...(family && { family }),
  };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw invalid(file, (error as Error).message, error);
  }
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw invalid(file, (error as Error).message, error);
  }
}

function invalid(file: string, why: string, cause?: unknown): InstallerError {
  return new InstallerError(
    "CONFIG_LOCKFILE_INVALID",
    `The lockfile ${file} can't be used: ${why}`,
    {
      hint: "Restore it from version control, or delete it to resolve everything anew.",
      place: { file },
      cause,
    },
  );
}
