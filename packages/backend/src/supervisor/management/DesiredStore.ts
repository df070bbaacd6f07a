import type { Knex } from "knex";
import type { AuditRecord, NumberedRecord } from "./AuditRecord.ts";
import {
  type DesiredRow,
  type DesiredState,
  NOTHING_DESIRED,
} from "./DesiredState.ts";
import type { ManagementDatabase } from "./ManagementDatabase.ts";
import type { Removal } from "./Removal.ts";
import type { SettingsVault } from "./SettingsVault.ts";

/** A change of one row, with what is written down of it. */
export interface RowChange {
  readonly key: string;
  /** `null` removes it. */
  readonly row: DesiredRow | null;
  /** Keys of rows that go with it. */
  readonly alsoRemoved: readonly string[];
  /** New secrets, by id. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly record: AuditRecord;
  readonly removal?: Removal | undefined;
}

const SECRET_PREFIX = "setting:";

interface AuditQuery {
  readonly plugin?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** What administrators want, who changed it, and which plugin ids packages turned out to have. */
export class DesiredStore {
  readonly #database: ManagementDatabase;
  readonly #vault: SettingsVault;

  constructor(database: ManagementDatabase, vault: SettingsVault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** @throws BackendError `MANAGE_DATABASE_UNREACHABLE` */
  async read(): Promise<DesiredState> {
    const knex = await this.#database.openExisting();
    if (!knex) return NOTHING_DESIRED;
    const [rows, sealed] = await Promise.all([
      knex("desired_plugins").select("document").orderBy("key"),
      knex("secret_settings").select("id", "sealed"),
    ]);
    const secrets = sealed.flatMap(
      ({ id, sealed }: { id: string; sealed: string }) => {
        const value = this.#vault.open(id, sealed);
        return value === undefined ? [] : [[SECRET_PREFIX + id, value]];
      },
    );
    return {
      rows: rows.map(({ document }: Document) => JSON.parse(document)),
      secrets: Object.fromEntries(secrets),
    };
  }

  /** All of it or nothing. Gives the number of the audit's entry. */
  async change(change: RowChange): Promise<number> {
    const knex = await this.#database.open();
    return knex.transaction(async (transaction) => {
      await this.#changeRows(transaction, change);
      const { removal } = change;
      if (removal) {
        const document = JSON.stringify(removal);
        await transaction("removals").insert({ id: removal.id, document });
      }
      return insertRecord(transaction, change.record);
    });
  }

  /** Writes down what led to no change. Gives the number of the audit's entry. */
  async record(record: AuditRecord): Promise<number> {
    return insertRecord(await this.#database.open(), record);
  }

  /** Newest first. */
  async audit({
    plugin,
    before,
    limit,
  }: AuditQuery): Promise<readonly NumberedRecord[]> {
    const knex = await this.#database.openExisting();
    if (!knex) return [];
    const query = knex("audit").select("number", "document");
    if (plugin !== undefined) void query.where({ plugin });
    if (before !== undefined) void query.where("number", "<", before);
    const rows: (Document & { readonly number: number })[] = await query
      .orderBy("number", "desc")
      .limit(limit);
    return rows.map(({ number, document }) => ({
      number,
      ...(JSON.parse(document) as AuditRecord),
    }));
  }

  /** Rises with every change of what is desired of a plugin. 0 where nobody changed anything. */
  async revision(key: string): Promise<number> {
    const knex = await this.#database.openExisting();
    if (!knex) return 0;
    const [last] = await knex("audit").where({ key }).max({ number: "number" });
    return Number(last?.["number"] ?? 0);
  }

  /** Remembers which plugin a package turned out to be: only a running one tells. */
  async know(ids: ReadonlyMap<string, string>): Promise<void> {
    if (ids.size === 0) return;
    const knex = await this.#database.openExisting();
    if (!knex) return;
    const rows = [...ids].map(([name, plugin_id]) => ({ name, plugin_id }));
    await knex("known_plugins").insert(rows).onConflict("name").merge();
  }

  async pluginIdOf(name: string): Promise<string | undefined> {
    const knex = await this.#database.openExisting();
    const row = await knex?.("known_plugins").where({ name }).first();
    return (row as { plugin_id: string } | undefined)?.plugin_id;
  }

  /** Those that nobody finished. */
  async removals(): Promise<readonly Removal[]> {
    const knex = await this.#database.openExisting();
    if (!knex) return [];
    const rows: Document[] = await knex("removals").select("document");
    return rows.map(({ document }) => JSON.parse(document) as Removal);
  }

  async finished({ id }: Removal): Promise<void> {
    const knex = await this.#database.open();
    await knex("removals").where({ id }).delete();
  }

  async #changeRows(
    transaction: Knex.Transaction,
    { key, row, alsoRemoved, secrets }: RowChange,
  ): Promise<void> {
    const gone = row ? alsoRemoved : [key, ...alsoRemoved];
    await transaction("desired_plugins").whereIn("key", gone).delete();
    await transaction("secret_settings").whereIn("key", gone).delete();
    if (!row) return;
    await transaction("desired_plugins")
      .insert({ key, document: JSON.stringify(row) })
      .onConflict("key")
      .merge();
    const sealed = Object.entries(secrets).map(([id, value]) => ({
      id,
      key,
      sealed: this.#vault.seal(id, value),
    }));
    if (sealed.length > 0) await transaction("secret_settings").insert(sealed);
  }
}

interface Document {
  readonly document: string;
}

async function insertRecord(knex: Knex, record: AuditRecord): Promise<number> {
  const { at, key = null, plugin = null } = record;
  const document = JSON.stringify(record);
  const [row] = await knex("audit")
    .insert({ at, key, plugin, document })
    .returning("number");
  return (row as { number: number }).number;
}
