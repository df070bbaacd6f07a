import {
  DEFAULT_ISOLATION,
  type IsolationRequest,
  type PackageFacts,
} from "@flyloft/installer";
import { describe, expect, it } from "vitest";
import type { GenerationPlugin } from "../Generation.ts";
import type { Mechanisms } from "./chooseTier.ts";
import { planHosts } from "./planHosts.ts";

const ALL: Mechanisms = {
  available: ["permissions", "limits", "bubblewrap"],
  missing: {},
};
const NO_BUBBLEWRAP: Mechanisms = {
  available: ["permissions", "limits"],
  missing: { bubblewrap: "bwrap is not installed" },
};
const NOTHING: Mechanisms = {
  available: [],
  missing: { permissions: "Node is old", limits: "prlimit is not installed" },
};

interface Sketch {
  readonly name: string;
  readonly id?: string;
  readonly isModule?: boolean;
  readonly isolation?: Partial<IsolationRequest>;
}

const named = (tier: IsolationRequest["tier"]) => ({ tier, isNamed: true });

function sketch({ name, id, isModule, isolation }: Sketch): GenerationPlugin {
  const parts = { backend: true, frontend: false };
  const facts = {
    name,
    pluginId: id,
    role: isModule ? "backend-plugin-module" : "backend-plugin",
    parts,
  } as PackageFacts;
  return {
    report: {
      name,
      version: "1.0.0",
      description: undefined,
      pluginId: id,
      source: "folder",
      reference: name,
      digest: undefined,
      parts,
      status: { state: "starting" },
      warnings: [],
      stale: false,
    },
    dir: `/store/${name}`,
    tree: undefined,
    facts,
    isolation: { ...DEFAULT_ISOLATION, ...isolation },
  };
}

function plan(sketches: readonly Sketch[], mechanisms = ALL) {
  const { hosts, plugins } = planHosts(sketches.map(sketch), mechanisms);
  const reports = new Map(plugins.map(({ report }) => [report.name, report]));
  return {
    hosts: hosts.map(({ id, plugins }) => [
      id,
      plugins.map(({ report }) => report.name),
    ]),
    report: (name: string) => reports.get(name),
    plans: hosts,
  };
}

describe("the hosts of a generation", () => {
  it("are one per isolated plugin, its modules with it", () => {
    const { hosts, report } = plan([
      { name: "module", id: "a", isModule: true },
      { name: "shared", id: "b" },
      { name: "plugin", id: "a", isolation: named("process") },
    ]);
    expect(hosts).toEqual([["a", ["plugin", "module"]]]);
    expect(report("module")?.isolation?.inForce).toBe("process");
    expect(report("shared")?.isolation).toEqual({
      asked: "none",
      inForce: "none",
      mechanisms: [],
    });
  });

  it("take a package that doesn't tell its id by its name", () => {
    const { hosts } = plan([{ name: "@x/a", isolation: named("process") }]);
    expect(hosts).toEqual([["@x/a", ["@x/a"]]]);
  });

  it.each([
    ["of a plugin in the shared process", [{ name: "plugin", id: "a" }]],
    [
      "of a plugin with a weaker tier",
      [{ name: "plugin", id: "a", isolation: named("process") }],
    ],
    ["of nobody knows whom", []],
  ])("refuse a module with a tier of its own %s", (_case, others: Sketch[]) => {
    const module = { name: "m", isModule: true, isolation: named("sandbox") };
    const { hosts, report } = plan([
      ...others,
      others.length > 0 ? { ...module, id: "a" } : module,
    ]);
    expect(report("m")?.status).toMatchObject({
      state: "failed",
      reason: { code: "SUPERVISE_MODULE_ISOLATED" },
    });
    expect(hosts.flat(2)).not.toContain("m");
    expect(report("plugin")?.status.state ?? "starting").toBe("starting");
  });

  it("leave a module of a shared plugin there where only the default asks for more, and warn", () => {
    const isolation = { tier: "process", isNamed: false } as const;
    const { hosts, report } = plan([
      { name: "plugin", id: "a", isolation: named("none") },
      { name: "module", id: "a", isModule: true, isolation },
    ]);
    expect(hosts).toEqual([]);
    expect(report("module")).toMatchObject({
      status: { state: "starting" },
      isolation: { asked: "process", inForce: "none" },
      warnings: [{ code: "SUPERVISE_MODULE_SHARED" }],
    });
  });

  it("refuse the second package of one id where either is isolated", () => {
    const { hosts, report } = plan([
      { name: "first", id: "a" },
      { name: "second", id: "a", isolation: named("process") },
    ]);
    expect(hosts).toEqual([]);
    expect(report("second")?.status).toMatchObject({
      reason: { code: "COMPOSE_DUPLICATE_PLUGIN" },
    });
    expect(report("first")?.status.state).toBe("starting");
  });
});

describe("a sandbox", () => {
  const sandbox = (required: IsolationRequest["required"]) => [
    { name: "p", id: "a", isolation: { ...named("sandbox"), required } },
  ];

  it("reports what it is made of", () => {
    expect(plan(sandbox(false)).report("p")?.isolation).toEqual({
      asked: "sandbox",
      inForce: "sandbox",
      mechanisms: ["permissions", "limits", "bubblewrap"],
    });
  });

  it("does without bubblewrap where nobody requires it", () => {
    const { report } = plan(sandbox(true), NO_BUBBLEWRAP);
    expect(report("p")).toMatchObject({
      status: { state: "starting" },
      warnings: [],
      isolation: { inForce: "sandbox", mechanisms: ["permissions", "limits"] },
    });
  });

  it("is refused without the bubblewrap that is required", () => {
    const { hosts, report } = plan(sandbox("bubblewrap"), NO_BUBBLEWRAP);
    expect(hosts).toEqual([]);
    expect(report("p")?.status).toMatchObject({
      state: "failed",
      reason: {
        code: "SUPERVISE_SANDBOX_UNAVAILABLE",
        message: expect.stringContaining("bwrap is not installed"),
      },
    });
  });

  it("falls to what is there, and says so", () => {
    expect(plan(sandbox(false), NOTHING).report("p")).toMatchObject({
      isolation: { asked: "sandbox", inForce: "process", mechanisms: [] },
      warnings: [{ code: "SUPERVISE_SANDBOX_PARTIAL" }],
    });
    expect(plan(sandbox(true), NOTHING).hosts).toEqual([]);
  });
});
