import { randomUUID } from "node:crypto";
import {
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { type ExaminedArchive, examineArchive } from "@flyloft/installer";
import type { Upload } from "@flyloft/management";
import { reportError } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import { revive } from "../changeErrors.ts";
import { type PortalOptions, preparePipeline } from "../preparePipeline.ts";
import { replaceFile } from "../replaceFile.ts";
import { toPermissions } from "./toPermissions.ts";

/** An archive that can be installed. */
export interface KeptUpload extends Upload {
  /** File name in the folder. */
  readonly file: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ID = /^[0-9a-f-]{36}$/;

/** Archives that administrators brought: examined, and kept for a day, or as long as a plugin is installed from them. */
export class Uploads {
  readonly #folder: () => string;

  /** The folder is made when it is first needed. */
  constructor(folder: () => string) {
    this.#folder = folder;
  }

  get #dir(): string {
    return this.#folder();
  }

  /**
   * Examines what was received, and keeps it where it could be installed. Nothing of it is left where not.
   *
   * @throws InstallerError why it can't be installed
   */
  async add(
    received: string,
    displayName: string,
    options: PortalOptions,
  ): Promise<Upload> {
    try {
      const { install } = await preparePipeline(options);
      const examined = await examineArchive(received, {
        ...install,
        displayName,
      });
      return this.#keep(received, examined);
    } catch (error) {
      // Its message names the file; a place in the configuration it has none.
      const { code, message, hint } = reportError(error, "MANAGE_FAILED");
      throw revive({ code, message, hint });
    } finally {
      rmSync(received, { force: true });
    }
  }

  /** @throws BackendError `MANAGE_UPLOAD_UNKNOWN` */
  get(id: string): KeptUpload & { readonly path: string } {
    const upload = ID.test(id) ? this.#read(`${id}.json`) : undefined;
    const file = upload && path.join(this.#dir, upload.file);
    if (upload && file && existsSync(file)) return { ...upload, path: file };
    throw new BackendError(
      "MANAGE_UPLOAD_UNKNOWN",
      `There is no upload ${id}.`,
      { hint: "An upload is kept for a day. Upload the file again." },
    );
  }

  /** Of the file that a plugin is installed from. */
  find(file: string): KeptUpload | undefined {
    if (path.dirname(file) !== this.#dir) return undefined;
    const id = path.basename(file).split(".", 1)[0] ?? "";
    return ID.test(id) ? this.#read(`${id}.json`) : undefined;
  }

  /** Removes what nobody installed within a day. `used` are paths that something refers to. */
  prune(used: ReadonlySet<string>): void {
    if (!existsSync(this.#dir)) return;
    this.#pruneIncoming();
    for (const name of readdirSync(this.#dir)) {
      if (!name.endsWith(".json")) continue;
      const upload = this.#read(name);
      const file = path.join(this.#dir, upload?.file ?? "");
      if (upload && used.has(file)) continue;
      if (upload && Date.parse(upload.expiresAt) > Date.now()) continue;
      rmSync(path.join(this.#dir, name), { force: true });
      if (upload) rmSync(file, { force: true });
    }
  }

  /** What a killed process left half received. One that still arrives is younger. */
  #pruneIncoming(): void {
    const incoming = path.join(this.#dir, "incoming");
    if (!existsSync(incoming)) return;
    for (const name of readdirSync(incoming)) {
      const file = path.join(incoming, name);
      const { mtimeMs } = statSync(file);
      if (Date.now() - mtimeMs > HOUR_MS) rmSync(file, { force: true });
    }
  }

  /** Removes an archive that a plugin was installed from. Others' files are left alone. */
  remove(file: string): void {
    if (path.dirname(file) !== this.#dir) return;
    rmSync(file, { force: true });
    const id = path.basename(file).split(".", 1)[0] ?? "";
    if (ID.test(id))
      rmSync(path.join(this.#dir, `${id}.json`), { force: true });
  }

  #keep(received: string, { name, version, facts }: ExaminedArchive): Upload {
    const id = randomUUID();
    const ending = received.endsWith(".zip") ? ".zip" : ".tgz";
    const file = id + ending;
    const { title } = facts.profile;
    const upload: Upload = {
      id,
      name,
      version,
      ...(title !== undefined && { title }),
      ...(facts.description !== undefined && {
        description: facts.description,
      }),
      size: statSync(received).size,
      parts: facts.parts,
      permissions: toPermissions(facts.permissions, []),
      expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
    };
    renameSync(received, path.join(this.#dir, file));
    const kept: KeptUpload = { ...upload, file };
    replaceFile(path.join(this.#dir, `${id}.json`), JSON.stringify(kept));
    return upload;
  }

  #read(name: string): KeptUpload | undefined {
    try {
      const text = readFileSync(path.join(this.#dir, name), "utf8");
      return JSON.parse(text) as KeptUpload;
    } catch {
      return undefined;
    }
  }
}
