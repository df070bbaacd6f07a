import {
  chmodSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import { archiveCases } from "./faults/archiveCases.ts";
import { contentCases } from "./faults/contentCases.ts";
import { elsewhere } from "./faults/elsewhere.ts";
import { networkCases } from "./faults/networkCases.ts";
import {
  COMPLETE,
  NEW,
  NOTHING,
  type Outcome,
  UNTOUCHED,
  observeBoth,
  pack,
} from "./faults/observe.ts";
import { Sandbox, compare } from "./faults/Sandbox.ts";
import {
  type RegistrySource,
  type Source,
  type Via,
  createFileSource,
  startNpmSource,
  startOciSource,
} from "./faults/Source.ts";

const zips = makeTempFolder("zips");
const registries: RegistrySource[] = [];
const sources = new Map<Via, Source>();
let stranger: FaultyProxy;

beforeAll(async () => {
  stranger = await startFaultyProxy("http://127.0.0.1:1", [
    { kind: "status", status: 401, match: /./ },
  ]);
  registries.push(...(await Promise.all([startNpmSource(), startOciSource()])));
  for (const source of [...registries, createFileSource(zips.path)]) {
    sources.set(source.via, source);
  }
});
afterAll(async () => {
  await Promise.all(registries.map((registry) => registry.stop()));
  await stranger.stop();
  zips.remove();
});

interface Row {
  readonly input: string;
  readonly via: string;
  readonly code: string;
  readonly "on disk, 1.0.0 ran": string;
  readonly "on disk, first install": string;
}
const table: Row[] = [];
afterAll(() => console.table(table));

function record(
  input: string,
  via: string,
  { update, first }: { readonly update: Outcome; readonly first: Outcome },
): void {
  const isSame = update.code === first.code;
  table.push({
    input,
    via,
    code: isSame ? first.code : `${update.code}; first: ${first.code}`,
    "on disk, 1.0.0 ran": update.disk,
    "on disk, first install": first.disk,
  });
}

describe("an archive of the list", () => {
  const cases = archiveCases.flatMap((archive, index) =>
    Object.entries(archive.codes).map(([via, code]) => {
      const name = `archive-${index}`;
      return { ...archive, name, via: via as Via, code };
    }),
  );

  it.each(cases)(
    "has its code, and leaves what was there: $row $title ($via)",
    async ({ row, title, via, code, name, bytes, overrides, entry }) => {
      const source = sources.get(via)!;
      const outcomes = await observeBoth({
        name,
        source,
        bytes: () => bytes(name, via),
        ...(overrides && { overrides }),
        ...(entry && { entry }),
      });
      record(`archive ${row} ${title}`, via, outcomes);
      const isIn = code === "installed";
      expect(outcomes).toMatchObject({
        update: { code, disk: isIn ? COMPLETE : UNTOUCHED },
        first: { code, disk: isIn ? COMPLETE : NOTHING },
      });
      const { message } = outcomes.first;
      expect(message === "" ? isIn : message.length > 0).toBe(true);
    },
  );
});

describe("a fault of the list", () => {
  const cases = [...networkCases, ...contentCases].flatMap((fault, index) =>
    (["npm", "oci"] as const).flatMap((via) => {
      const endings = fault[via];
      return endings
        ? [{ ...fault, name: `fault-${index}`, via, endings }]
        : [];
    }),
  );

  it.each(cases)(
    "ends as it has to, and leaves what was there: $row $title ($via)",
    async ({ row, title, via, name, endings, ...fault }) => {
      const source = registries.find((one) => one.via === via)!;
      const scene = { source, stranger };
      const outcomes = await observeBoth({
        name,
        source,
        bytes: () => pack(source, { name, version: NEW }),
        faults: fault.faults(scene),
        ...(fault.overrides && { overrides: fault.overrides }),
        ...fault.incident?.(scene),
      });
      record(`fault ${row} ${title}`, via, outcomes);
      expect(outcomes).toMatchObject(endings);
      if (fault.tries !== undefined) {
        expect(outcomes.first.tries).toBe(fault.tries);
      }
      expect(outcomes.first.message).toMatch(fault.says ?? /^/);
      const credentials = stranger.received.flatMap(
        ({ headers }) => headers.authorization ?? [],
      );
      expect(credentials).toEqual([]);
    },
  );
});

describe("a fault that its own test is about", () => {
  it.each(elsewhere)("is $row $title", ({ row, title, file, test }) => {
    const text = readFileSync(path.join(import.meta.dirname, file), "utf8");
    table.push({
      input: `fault ${row} ${title}`,
      via: "its own test",
      code: file,
      "on disk, 1.0.0 ran": "",
      "on disk, first install": "",
    });
    expect(text).toContain(`it("${test}"`);
  });
});

describe("what is seen of the disk", () => {
  it("is every file, folder and link that comes, goes or changes", () => {
    const sandbox = new Sandbox();
    const { work } = sandbox;
    const kept = work.write("store/packages/kept/a", "1");
    const gone = work.write("gone", "1");
    const before = sandbox.list();
    chmodSync(kept, 0o755);
    rmSync(gone);
    work.write("store/staging/left", "1");
    symlinkSync("/etc", path.join(work.dir, "link"));
    writeFileSync(path.join(work.dir, "../beside"), "1");
    const changes = compare(before, sandbox.list());
    sandbox.remove();
    const shown = changes.map((change) =>
      change.replace(/^(.).*\/tmp\//, "$1").replace(/flyloft-[^/]+/, "portal"),
    );
    expect(shown.sort()).toEqual([
      "+beside",
      "+portal/link",
      "+portal/store/staging",
      "+portal/store/staging/left",
      "-portal/gone",
      "~portal/store/packages/kept/a",
    ]);
  });
});

describe("the table", () => {
  const upTo = (last: number) =>
    Array.from({ length: last }, (_, index) => index + 1);

  it("leaves no archive of the list out", () => {
    const rows = new Set(archiveCases.map(({ row }) => row));
    expect(upTo(50).filter((row) => !rows.has(row))).toEqual([]);
  });

  it("leaves no fault of the network, the registry and the store out", () => {
    const all = [...networkCases, ...contentCases, ...elsewhere];
    const rows = new Set(all.map(({ row }) => row));
    expect(upTo(26).filter((row) => !rows.has(row))).toEqual([]);
  });
});
