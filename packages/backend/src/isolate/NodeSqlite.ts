import {
  DatabaseSync,
  type SQLInputValue,
  type StatementSync,
} from "node:sqlite";
import { toSqliteError } from "./sqliteErrors.ts";

interface SqliteOptions {
  readonly readonly?: boolean;
}

type Row = Record<string, unknown>;

/** What a statement did that gives no rows. */
interface RunResult {
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/**
 * `better-sqlite3` as far as knex's client and Backstage use it, over Node's own SQLite: a compiled addon could do
 * what Node's permission model forbids to JavaScript. Values and errors have the form that better-sqlite3 gives them.
 */
export class NodeSqlite {
  readonly #database: DatabaseSync;
  #givesBigInts = false;
  readonly name: string;
  readonly memory: boolean;
  readonly readonly: boolean;

  constructor(filename = ":memory:", { readonly = false }: SqliteOptions = {}) {
    this.name = filename;
    this.memory = filename === ":memory:" || filename === "";
    this.readonly = readonly;
    this.#database = translate(
      () => new DatabaseSync(filename, { readOnly: readonly }),
    );
  }

  get open(): boolean {
    return this.#database.isOpen;
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  prepare(sql: string): NodeSqliteStatement {
    const statement = translate(() => this.#database.prepare(sql));
    return new NodeSqliteStatement(statement, this.#givesBigInts);
  }

  exec(sql: string): this {
    translate(() => this.#database.exec(sql));
    return this;
  }

  /** The rows of a pragma, or with `simple` the first column of the first. */
  pragma(source: string, { simple = false } = {}): unknown {
    const rows = this.prepare(`PRAGMA ${source}`).all();
    return simple ? Object.values(rows[0] ?? {})[0] : rows;
  }

  /** Whether integers are given as `bigint`, for statements from now on. */
  defaultSafeIntegers(on = true): this {
    this.#givesBigInts = on;
    return this;
  }

  close(): this {
    if (this.open) this.#database.close();
    return this;
  }
}

class NodeSqliteStatement {
  readonly #statement: StatementSync;
  #givesBigInts: boolean;
  /** Whether it gives rows. */
  readonly reader: boolean;

  constructor(statement: StatementSync, givesBigInts: boolean) {
    this.#statement = statement;
    this.#givesBigInts = givesBigInts;
    this.reader = statement.columns().length > 0;
    // Otherwise an integer above 2^53 in a row would throw.
    statement.setReadBigInts(true);
  }

  safeIntegers(on = true): this {
    this.#givesBigInts = on;
    return this;
  }

  /** Bindings come one by one or as one list. */
  all(...bindings: unknown[]): Row[] {
    return translate(() =>
      this.#statement.all(...flatten(bindings)).map((row) => this.#toRow(row)),
    );
  }

  get(...bindings: unknown[]): Row | undefined {
    const row = translate(() => this.#statement.get(...flatten(bindings)));
    return row && this.#toRow(row);
  }

  *iterate(...bindings: unknown[]): IterableIterator<Row> {
    for (const row of this.#statement.iterate(...flatten(bindings))) {
      yield this.#toRow(row);
    }
  }

  run(...bindings: unknown[]): RunResult {
    const result = translate(() => this.#statement.run(...flatten(bindings)));
    const { changes, lastInsertRowid } = result;
    return {
      changes: Number(changes),
      lastInsertRowid: this.#givesBigInts
        ? BigInt(lastInsertRowid)
        : Number(lastInsertRowid),
    };
  }

  #toRow(row: Row): Row {
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, this.#toValue(value)]),
    );
  }

  /** Numbers above 2^53 lose their last digits unless `bigint` was asked for, as with better-sqlite3. */
  #toValue(value: unknown): unknown {
    if (typeof value === "bigint" && !this.#givesBigInts) return Number(value);
    if (value instanceof Uint8Array) {
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    return value;
  }
}

function flatten(bindings: readonly unknown[]): SQLInputValue[] {
  return bindings.flat(1) as SQLInputValue[];
}

function translate<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw toSqliteError(error);
  }
}
