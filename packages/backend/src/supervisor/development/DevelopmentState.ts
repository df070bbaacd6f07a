import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { DevelopmentProblem } from "@flyloft/plugin-core";
import { replaceFile, unwritable } from "../replaceFile.ts";

/** A version of a frontend that a session shows. */
export interface DevelopmentBuild {
  readonly packageName: string;
  readonly version: string;
  readonly pluginId: string | undefined;
  /** Of the folder below the session's that holds the package. */
  readonly number: number;
  readonly containerName: string;
  /** Relative to the package. */
  readonly entry: string;
  readonly integrity: string;
  readonly exposes: readonly string[];
}

/** A session as the process that serves needs to know it. */
export interface ServedSession {
  readonly id: string;
  readonly actor: string;
  readonly packages: readonly string[];
  /**
   * Who opened it, by the SHA-256 of the key of the browser that they did it in, hex: who reads the file can't show it
   * to a browser.
   */
  readonly keys: Readonly<Record<string, string>>;
  /** The newest of each package. */
  readonly builds: readonly DevelopmentBuild[];
  readonly problems: readonly DevelopmentProblem[];
}

const STATE_FILE = "sessions.json";

/**
 * Sessions go from the supervisor to whichever process serves as a file: one that takes over needs no history, and a
 * session that isn't in it isn't there. Where it can't be written there are none: one that ended must not go on.
 *
 * @throws BackendError `SUPERVISE_DATA_UNWRITABLE`
 */
export function writeSessions(
  dir: string,
  sessions: readonly ServedSession[],
): void {
  const file = path.join(dir, STATE_FILE);
  try {
    replaceFile(file, JSON.stringify(sessions));
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/**
 * Removes what an earlier run left, also one that was killed: browsers still have its cookies.
 *
 * @throws BackendError `SUPERVISE_DATA_UNWRITABLE`
 */
export function clearSessions(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(dir, cause);
  }
}

/** Oldest first. */
export function readSessions(dir: string): readonly ServedSession[] {
  try {
    const text = readFileSync(path.join(dir, STATE_FILE), "utf8");
    return JSON.parse(text) as ServedSession[];
  } catch {
    return [];
  }
}

/** Secrets are compared by their hashes: how long that takes says nothing about them. */
export function hashKey(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Where a build of a session lies. */
export function buildFolder(dir: string, id: string, number: number): string {
  return path.join(dir, id, String(number));
}
