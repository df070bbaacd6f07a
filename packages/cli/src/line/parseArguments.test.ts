import { describe, expect, it } from "vitest";
import { COMMANDS } from "../commands/commands.ts";
import { formatCommandHelp, formatHelp } from "./formatHelp.ts";
import { optionsOf } from "./CommandSpec.ts";
import { parseArguments } from "./parseArguments.ts";

function run(...args: string[]) {
  const parsed = parseArguments(args);
  if (parsed.kind !== "run") throw new Error(`${args.join(" ")}: not to run`);
  const { spec, operands, options } = parsed;
  return { name: spec.name, operands, options: { ...options } };
}

describe("a command line", () => {
  it("names a command, what it is about and how", () => {
    expect(
      run(
        "install",
        "@acme/radar@^2",
        "--with",
        "family",
        "-y",
        "--set",
        "a=1",
      ),
    ).toEqual({
      name: "install",
      operands: ["@acme/radar@^2"],
      options: { with: ["family"], yes: true, set: ["a=1"] },
    });
  });

  it("may name a command by two words", () => {
    expect(run("plugin", "--format", "oci", "pack", "radar")).toEqual({
      name: "plugin pack",
      operands: ["radar"],
      options: { format: ["oci"] },
    });
  });

  it("may have options anywhere", () => {
    expect(run("-c", "one.yaml", "rollback", "--json", "7")).toEqual({
      name: "rollback",
      operands: ["7"],
      options: { config: ["one.yaml"], json: true },
    });
  });

  it("may end with any number of settings", () => {
    expect(run("settings", "radar", "set", "a.b=-1", "c=").operands).toEqual([
      "radar",
      "set",
      "a.b=-1",
      "c=",
    ]);
  });

  it.each([
    [
      ["uninstal", "x"],
      "There is no command 'uninstal'. Did you mean 'uninstall'?",
    ],
    [
      ["list", "--stat", "x"],
      "Unknown option '--stat'. Did you mean '--state'?",
    ],
    [["list", "-x"], "Unknown option '-x'."],
    [["list", "--yes"], "list takes no --yes."],
    [["list", "--state", "broken"], "--state takes active, disabled"],
    [["enable"], "enable needs <plugin>"],
    [["enable", "one", "two"], "'two' is not understood."],
    [["settings", "radar", "sett"], "settings takes set, unset, reset here"],
    [["history", "--limit", "0"], "--limit takes a number from 1 to 500"],
    [["rollback", "x", "--before", "-1"], "--before"],
    [["start", "--port", "70000"], "--port takes a number from 1 to 65535"],
    [["completion"], "completion needs <shell>"],
    [["plugin"], "plugin needs one of create, dev, build, validate"],
    [["plugin", "bild"], "Did you mean 'plugin build'?"],
    [["plugin", "pack", "--format", "rar"], "--format takes npm, zip, oci"],
  ])("%j is not understood, and why is said", (args, message) => {
    expect(parseArguments(args)).toMatchObject({
      kind: "mistake",
      message: expect.stringContaining(message) as string,
    });
  });

  it.each([
    [["install", "--help"]],
    [["help", "install"]],
    [["install", "-h"]],
  ])("%j asks for help with one command, whatever else is missing", (args) => {
    expect(parseArguments(args)).toMatchObject({
      kind: "help",
      spec: { name: "install" },
    });
  });
});

describe("help", () => {
  it("of all names every command, in lines that fit a terminal", () => {
    const help = formatHelp();
    for (const { name } of COMMANDS) expect(help).toContain(`flyloft ${name}`);
    expect(help.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  it.each(COMMANDS.map((spec) => [spec.name, spec] as const))(
    "of %s has each of its options, and examples that are understood",
    (_name, spec) => {
      const help = formatCommandHelp(spec);
      for (const option of optionsOf(spec)) {
        expect(help).toContain(`--${option}`);
      }
      expect(spec.examples.length).toBeGreaterThan(0);
      for (const [example] of spec.examples) {
        const [, words = ""] = /flyloft ([^|<>)]+)/.exec(example) ?? [];
        const args = words.trim().replaceAll('"', "").split(" ");
        expect(parseArguments(args)).toMatchObject({ kind: "run", spec });
      }
    },
  );

  it("of every command has code behind it", async () => {
    for (const spec of COMMANDS) {
      expect(await spec.load()).toBeTypeOf("function");
    }
  });
});
