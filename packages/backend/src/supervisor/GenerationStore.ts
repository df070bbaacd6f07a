import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { GenerationRecord } from "@flyloft/plugin-core";
import type { Generation, GenerationContent } from "./Generation.ts";
import type { FormerRemote } from "./messages.ts";
import { History, type HistoryLine } from "./History.ts";
import { replaceFile } from "./replaceFile.ts";

/** What is asked of kept generations again and again. Their files don't change. */
interface Summary {
  readonly createdAt: string;
  readonly packages: readonly (FormerRemote & {
    readonly name: string;
    readonly hasFrontend: boolean;
    readonly madeOf: string | undefined;
  })[];
}

/** The generations of a portal as files: `<n>.json` never changes once written; `history.jsonl` tells what became of them. */
export class GenerationStore {
  readonly #dir: string;
  readonly #history: History;
  /** By number, of those that were asked for. */
  readonly #summaries = new Map<number, Summary>();

  constructor(dir: string) {
    this.#dir = dir;
    this.#history = new History(path.join(dir, "history.jsonl"));
  }

  /**
   * The newest one is given where nothing differs from it, else the content becomes the next number.
   *
   * @throws BackendError `SUPERVISE_DATA_UNWRITABLE`
   */
  write(content: GenerationContent): Generation {
    const last = this.newest();
    if (last && isSameContent(last, content)) return last;
    return this.#create(content);
  }

  /** The number after the last one that anything is known of. */
  nextNumber(): number {
    const newest = this.#numbers().at(-1) ?? 0;
    return Math.max(newest, this.#history.lines.at(-1)?.number ?? 0) + 1;
  }

  read(number: number): Generation | undefined {
    try {
      const text = readFileSync(this.#file(number), "utf8");
      return JSON.parse(text) as Generation;
    } catch {
      return undefined;
    }
  }

  newest(): Generation | undefined {
    return this.read(this.#numbers().at(-1) ?? 0);
  }

  /** Never fails. */
  record(line: Omit<HistoryLine, "at">): void {
    this.#history.add(line);
  }

  /** Newest first. `current` is the one that serves. */
  list(current: number | undefined): readonly GenerationRecord[] {
    const lines = this.#history.lines;
    const numbers = new Set([
      ...this.#numbers(),
      ...lines.map(({ number }) => number),
    ]);
    return [...numbers]
      .sort((a, b) => b - a)
      .flatMap((number) => {
        const own = lines.filter((line) => line.number === number);
        const last = own.at(-1);
        if (!last) return [];
        const active = own.findLast(({ event }) => event === "active");
        return {
          number,
          createdAt: this.#summary(number)?.createdAt ?? last.at,
          state:
            number === current
              ? "active"
              : last.event === "active"
                ? "retired"
                : "rejected",
          cause: last.cause,
          isKept: existsSync(this.#file(number)),
          ...(active && { activatedAt: active.at }),
          ...(last.reason && number !== current && { reason: last.reason }),
        } as const;
      });
  }

  /** The newest generation before `number` that served and whose packages are all there. */
  previous(number: number): Generation | undefined {
    const served = this.list(undefined).filter(
      (record) => record.state === "retired" && record.number < number,
    );
    return served
      .map((record) => this.read(record.number))
      .find((generation) => generation !== undefined && isWhole(generation));
  }

  /** Earlier versions of a generation's remotes, for pages that were opened with them. */
  formerRemotes({ plugins }: Generation): readonly FormerRemote[] {
    const names = new Set(plugins.map(({ report }) => report.name));
    const trees = new Set(plugins.map(({ tree }) => tree));
    const former = this.#kept()
      .flatMap(({ packages }) => packages)
      .filter(
        ({ name, tree, hasFrontend }) =>
          hasFrontend && names.has(name) && !trees.has(tree),
      )
      .map(({ tree, dir }) => [tree, { tree, dir }] as const);
    return [...new Map(former).values()];
  }

  /** Every version of these packages that a kept generation has. */
  treesOf(names: readonly string[]): readonly string[] {
    return this.#kept()
      .flatMap(({ packages }) => packages)
      .filter(({ name }) => names.includes(name))
      .flatMap(({ tree, madeOf }) => (madeOf ? [tree, madeOf] : [tree]));
  }

  /** Removes all but the newest `keep` and `current`. Gives the trees that those left need. */
  prune(keep: number, current: number): ReadonlySet<string> {
    const numbers = this.#numbers();
    for (const number of numbers.slice(0, -keep)) {
      if (number === current) continue;
      rmSync(this.#file(number), { force: true });
      this.#summaries.delete(number);
    }
    return new Set(
      this.#kept()
        .flatMap(({ packages }) => packages)
        .flatMap(({ tree, madeOf }) => (madeOf ? [tree, madeOf] : [tree])),
    );
  }

  #create(content: GenerationContent): Generation {
    const generation: Generation = {
      number: this.nextNumber(),
      createdAt: new Date().toISOString(),
      ...content,
    };
    replaceFile(
      this.#file(generation.number),
      `${JSON.stringify(generation, null, 2)}\n`,
    );
    return generation;
  }

  #kept(): readonly Summary[] {
    return this.#numbers().flatMap((number) => this.#summary(number) ?? []);
  }

  #summary(number: number): Summary | undefined {
    const known = this.#summaries.get(number);
    if (known) return known;
    const generation = this.read(number);
    if (!generation) return undefined;
    const summary = summarize(generation);
    this.#summaries.set(number, summary);
    return summary;
  }

  #file(number: number): string {
    return path.join(this.#dir, `${number}.json`);
  }

  /** None where the folder is gone. */
  #numbers(): number[] {
    if (!existsSync(this.#dir)) return [];
    return readdirSync(this.#dir)
      .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }
}

function summarize({ createdAt, plugins }: Generation): Summary {
  const packages = plugins.flatMap((plugin) => {
    const { report, tree, facts, madeOf, kept } = plugin;
    const dir = plugin.dir ?? kept?.dir;
    const hasFrontend = facts?.frontend !== undefined;
    return tree && dir
      ? [{ name: report.name, tree, dir, hasFrontend, madeOf }]
      : [];
  });
  return { createdAt, packages };
}

/** Whether two generations would run the same. */
export function isSameContent(
  { number: _number, createdAt: _createdAt, ...one }: Generation,
  other: GenerationContent,
): boolean {
  return describe(one) === describe(other);
}

/** Whether a registry could be asked makes no other generation. */
function describe(content: GenerationContent): string {
  return JSON.stringify(content, (key, value: unknown) =>
    key === "stale" ? undefined : value,
  );
}

function isWhole({ plugins }: Generation): boolean {
  return plugins.every(({ dir }) => dir === undefined || existsSync(dir));
}
