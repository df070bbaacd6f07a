import { BackendError } from "../../errors.ts";
import type { ManagementAnswer, ManagementCall } from "../messages.ts";
import { preparePipeline } from "../preparePipeline.ts";
import { listDirectories } from "./Directories.ts";
import { exportState } from "./exportState.ts";
import { type Handlers, ok } from "./Handler.ts";
import type { ManagementParts } from "./ManagementParts.ts";
import { measureStore } from "./measureStore.ts";
import { toAuditEntry } from "./toAuditEntry.ts";

const ACTIONS = [
  "read",
  "inspect",
  "install",
  "enable",
  "configure",
  "upgrade",
  "rollback",
  "uninstall",
  "maintain",
  "develop",
];

const HISTORY = 500;

/** What is asked of the portal, its jobs and its history. */
export class PortalQuestions {
  readonly #parts: ManagementParts;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
  }

  get handlers(): Handlers {
    const { jobs, store } = this.#parts;
    return {
      // Of the command line's user, who runs the portal: others are asked where they are known.
      getAccess: async (call) => ok(await this.#access(call)),
      listJobs: async () => ok({ items: await jobs.list() }),
      getJob: async (call) => ok(await this.#job(call)),
      listGenerations: async () => ok(this.#generations()),
      getAudit: async (call) => ok(await this.#audit(call)),
      exportState: async () => ok(exportState(await store.read())),
      collectGarbage: async () => ok(await this.#collect()),
      listDirectories: async () => ok(await this.#directories()),
      uploadArchive: (call) => this.#upload(call),
    };
  }

  async #access({ actor }: ManagementCall) {
    const { requested } = await preparePipeline(this.#parts.options);
    const { readOnly } = requested.settings.management;
    return { user: actor, isReadOnly: readOnly, allowed: ACTIONS };
  }

  async #job({ parameters }: ManagementCall) {
    const id = String(parameters["id"]);
    const job = await this.#parts.jobs.get(id);
    if (job) return job;
    throw new BackendError("MANAGE_JOB_UNKNOWN", `There is no job ${id}.`, {
      hint: "The newest hundred are known.",
    });
  }

  #generations() {
    const portal = this.#parts.portal();
    return {
      current: portal.current.generation.number,
      items: portal.history,
    };
  }

  async #audit({ parameters }: ManagementCall) {
    const { before, limit = 100 } = parameters;
    const records = await this.#parts.store.audit({
      before: before === undefined ? undefined : Number(before),
      limit: Number(limit),
    });
    const { plugins } = this.#parts.portal().current.generation;
    const items = records.map((record) =>
      toAuditEntry(
        record,
        plugins.find(({ report }) => report.name === record.plugin),
      ),
    );
    return { items };
  }

  async #collect() {
    const portal = this.#parts.portal();
    const { ownStore } = portal.newest;
    const before = measureStore(ownStore);
    const removed = await portal.collect();
    const freedBytes = Math.max(0, before - measureStore(ownStore));
    await this.#pruneUploads();
    return { removed, freedBytes };
  }

  /** What was installed from them can be gone back to, as far as the history reaches. */
  async #pruneUploads(): Promise<void> {
    const { store, uploads, portal } = this.#parts;
    const [{ rows }, history] = await Promise.all([
      store.read(),
      store.audit({ limit: HISTORY }),
    ]);
    const { plugins } = portal().current.generation;
    const earlier = history.map(({ before }) => before?.reference);
    uploads.prune(
      new Set([
        ...rows.flatMap(({ reference }) => reference ?? []),
        ...earlier.filter((reference) => reference !== undefined),
        ...plugins.map(({ report }) => report.reference),
      ]),
    );
  }

  async #directories() {
    const { requested } = await preparePipeline(this.#parts.options);
    const { directories } = requested.settings.management;
    const { plugins } = this.#parts.portal().current.generation;
    const installed = new Set(plugins.map(({ report }) => report.reference));
    return {
      roots: directories,
      items: listDirectories(directories, installed),
    };
  }

  async #upload({ body }: ManagementCall): Promise<ManagementAnswer> {
    const { uploads, options } = this.#parts;
    const { file, displayName } = body as {
      readonly file: string;
      readonly displayName: string;
    };
    await this.#pruneUploads();
    const upload = await uploads.add(file, displayName, options);
    return { status: 201, body: upload };
  }
}
