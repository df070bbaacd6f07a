import { randomUUID } from "node:crypto";
import {
  resolvePackagePath,
  type DatabaseService,
} from "@backstage/backend-plugin-api";
import type { LinkInput } from "./linkInput.ts";

/** A link as the API returns it. */
export interface Link extends LinkInput {
  readonly id: string;
  /** Entity reference of the user who added it. */
  readonly createdBy: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

type Database = Awaited<ReturnType<DatabaseService["getClient"]>>;

interface LinkRow extends LinkInput {
  readonly id: string;
  readonly created_by: string;
  readonly created_at: string;
}

/** The links' table. */
export class LinkStore {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Brings the schema up to date first, unless the operator does that apart. */
  static async open(database: DatabaseService): Promise<LinkStore> {
    const client = await database.getClient();
    if (!database.migrations?.skip) {
      await client.migrate.latest({
        directory: resolvePackagePath(
          "@flyloft/plugin-links-backend",
          "migrations",
        ),
      });
    }
    return new LinkStore(client);
  }

  /** Newest first. */
  async list(limit: number): Promise<Link[]> {
    const rows = await this.#links()
      .orderBy([
        { column: "created_at", order: "desc" },
        { column: "id", order: "asc" },
      ])
      .limit(limit);
    return rows.map(toLink);
  }

  async add(input: LinkInput, createdBy: string): Promise<Link> {
    const row: LinkRow = {
      id: randomUUID(),
      ...input,
      created_by: createdBy,
      created_at: new Date().toISOString(),
    };
    await this.#links().insert(row);
    return toLink(row);
  }

  /** The changed link, or `undefined` where there is none of this id. */
  async change(id: string, input: LinkInput): Promise<Link | undefined> {
    await this.#links().where({ id }).update(input);
    const row = await this.#links().where({ id }).first();
    return row && toLink(row);
  }

  /** Whether there was a link to remove. */
  async remove(id: string): Promise<boolean> {
    return (await this.#links().where({ id }).delete()) > 0;
  }

  #links() {
    return this.#database<LinkRow>("links");
  }
}

function toLink(row: LinkRow): Link {
  return {
    id: row.id,
    title: row.title,
    url: row.url,
    group: row.group,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
