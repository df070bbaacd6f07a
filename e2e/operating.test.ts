import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { root } from "../scripts/paths.ts";
import { askAfresh } from "./askAfresh.ts";
import { writeAnswering } from "./fixtures/writeAnswering.ts";
import { portalProcesses } from "./portalProcesses.ts";
import { type Portal, startPortal } from "./startPortal.ts";

const plugin = writeAnswering("answering");
let portal: Portal;
let file: string;
let good: string;

beforeAll(async () => {
  portal = await startPortal(configOf("one"));
  file = path.join(portal.folder, "app-config.yaml");
  good = readFileSync(file, "utf8");
});

afterAll(() => portal?.stop());

/** Not watched: here it is told when to read. */
function configOf(text: string) {
  return {
    plugins: [{ package: plugin.folder }],
    config: { answering: { text } },
    dynamicPlugins: { generations: { watch: false } },
  };
}

/** Runs `flyloft` in the portal's folder as a person would. */
async function flyloft(
  ...args: string[]
): Promise<{ code: number; output: string }> {
  const command = path.join(root, "packages/cli/dist/flyloft.js");
  const options = { cwd: portal.folder, timeout: 30_000 };
  try {
    const run = await promisify(execFile)(
      process.execPath,
      [command, ...args],
      options,
    );
    return { code: 0, output: run.stdout + run.stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as {
      code: number;
      stdout: string;
      stderr: string;
    };
    return { code, output: stdout + stderr };
  }
}

async function text(): Promise<unknown> {
  const { body } = await askAfresh(`${portal.url}/api/answering/answer`);
  return (JSON.parse(body) as { text: unknown }).text;
}

describe("a configuration edited into nonsense", () => {
  it.each([
    { what: "broken YAML", added: "  - [\n", code: "CONFIG_SYNTAX" },
    {
      what: "an unknown key",
      added: "  colour: blue\n",
      code: "CONFIG_SCHEMA",
      key: "colour",
    },
    {
      what: "a variable that isn't set",
      added: "    - package: ./${NO_SUCH_VARIABLE}\n",
      code: "CONFIG_VARIABLE_UNSET",
      key: "NO_SUCH_VARIABLE",
    },
  ])(
    "with $what changes nothing, and says where",
    async ({ added, code, key }) => {
      const before = await portal.generations();
      const section = added.startsWith("    ")
        ? "  plugins:"
        : "dynamicPlugins:";
      const broken = good.replace(`${section}\n`, `${section}\n${added}`);
      const line = broken
        .split("\n")
        .findIndex((each) => (key ? each.includes(key) : each.includes("- [")));
      writeFileSync(file, broken);
      const { code: exit, output } = await flyloft("reload");
      expect(exit).toBe(1);
      const { output: listed } = await flyloft("generations");
      for (const said of [output, listed, portal.log()]) {
        expect(said).toContain(code);
        expect(said).toMatch(
          new RegExp(`${path.basename(file)}:(?:${line + 1}|${line + 2})\\b`),
        );
        if (key) expect(said).toContain(key);
      }
      expect(await text()).toBe("one");
      const [newest] = await portal.generations();
      expect(newest).toMatchObject({ state: "rejected" });
      expect(newest?.number).toBeGreaterThan(before[0]?.number ?? 0);
      writeFileSync(file, good);
      expect((await flyloft("reload")).output).toContain("Nothing to change");
    },
  );
});

describe("a portal that runs", () => {
  it("refuses another start in its folder, and goes on", async () => {
    const { code, output } = await flyloft("start");
    expect(code).toBe(1);
    expect(output).toContain("SUPERVISE_ALREADY_RUNNING");
    expect(output).toContain(String(portal.pid));
    expect(await text()).toBe("one");
    expect((await flyloft("generations")).code).toBe(0);
  });

  it("reads its configuration again on SIGHUP", async () => {
    portal.configure(configOf("two"));
    process.kill(portal.pid, "SIGHUP");
    await vi.waitUntil(async () => (await text()) === "two", {
      timeout: 20_000,
      interval: 100,
    });
    const { output } = await flyloft("generations");
    expect(output.split("\n")[0]).toMatch(/^\*.*active.*SIGHUP/);
  });

  it("goes back to what served before, until the next change", async () => {
    expect((await flyloft("rollback")).code).toBe(0);
    expect(await text()).toBe("one");
    expect((await flyloft("rollback", "999")).output).toContain(
      "SUPERVISE_ROLLBACK_GONE",
    );
    expect((await flyloft("reload")).code).toBe(0);
    expect(await text()).toBe("two");
  });

  it("answers what is under way on SIGTERM, ends streams, and exits with 0", async () => {
    const stream = await portal.fetch("/.flyloft/events");
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    const slow = fetch(`${portal.url}/api/answering/slow?ms=1500`);
    const reader = stream.body?.getReader();
    await reader?.read();
    await sleep(300);
    process.kill(portal.pid, "SIGTERM");
    const answer = await slow;
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ version: "1.0.0" });
    while (!(await reader?.read())?.done);
    expect(await portal.exited).toEqual({ code: 0, signal: null });
    expect(portalProcesses(portal.folder)).toEqual([]);
  });
});
