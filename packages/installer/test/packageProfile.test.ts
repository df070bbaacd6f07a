import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Workspace, codes } from "./workspace.ts";

describe("what a package says of itself", () => {
  let work: Workspace;
  beforeEach(() => {
    work = new Workspace();
  });
  afterEach(() => work.remove());

  const factsOf = async (extra: object, name = "@acme/radar-backend") => {
    const dir = work.plugin(name, "1.0.0", extra);
    work.configure(`- package: ${dir}`);
    const { installed, failed } = await work.install();
    expect(failed).toEqual([]);
    return installed[0]!.facts;
  };

  it("is kept in the store, so that it is known without the package", async () => {
    const extra = {
      description: "Shows where technologies stand",
      author: { name: "Acme", email: "radar@acme.example" },
      license: "Apache-2.0",
      homepage: "https://acme.example/radar",
      flyloft: {
        title: "Tech Radar",
        category: "Model",
        permissions: {
          required: ["kv.readwrite", "kv.readwrite"],
          optional: ["ui.sidebar", "kv.readwrite"],
        },
      },
    };
    const expected = {
      description: "Shows where technologies stand",
      profile: {
        title: "Tech Radar",
        author: "Acme",
        license: "Apache-2.0",
        homepage: "https://acme.example/radar",
        category: "Model",
      },
      permissions: { required: ["kv.readwrite"], optional: ["ui.sidebar"] },
    };
    expect(await factsOf(extra)).toMatchObject(expected);
    const again = await work.install();
    expect(again.installed[0]?.facts).toMatchObject(expected);
  });

  it("is there of a disabled plugin as well, once it was installed", async () => {
    const dir = work.plugin("@acme/radar-backend", "1.0.0", { author: "Jane" });
    work.configure(`- package: ${dir}\n  enabled: false`);
    expect((await work.install()).disabled).toMatchObject([
      { request: { text: dir }, stored: undefined },
    ]);
    work.configure(`- package: ${dir}`);
    const { installed } = await work.install();
    work.configure(`- package: ${dir}\n  enabled: false`);
    expect((await work.install()).disabled).toMatchObject([
      {
        request: { text: dir },
        stored: {
          tree: installed[0]?.tree,
          dir: installed[0]?.dir,
          facts: { name: "@acme/radar-backend", profile: { author: "Jane" } },
        },
      },
    ]);
  });

  it.each([
    ["Jane Doe <jane@acme.example> (https://acme.example)", "Jane Doe"],
    [{ name: "Jane\u001b[31m Doe" }, "Jane[31m Doe"],
    [["nobody"], undefined],
  ])("has the author's name of %j", async (author, expected) => {
    expect((await factsOf({ author })).profile.author).toBe(expected);
  });

  it.each([
    [{ homepage: "http://acme.example" }, undefined],
    [{ homepage: "javascript:alert(1)" }, undefined],
    [{ homepage: "https://jane:secret@acme.example" }, undefined],
    [
      { repository: { url: "git+https://github.com/acme/radar.git" } },
      "https://github.com/acme/radar",
    ],
    [{ repository: "acme/radar" }, "https://github.com/acme/radar"],
    [{ repository: "git@acme.example:radar.git" }, undefined],
  ])(
    "has a homepage that a page may link to of %j",
    async (extra, expected) => {
      expect((await factsOf(extra)).profile.homepage).toBe(expected);
    },
  );

  it.each([
    ["@acme/plugin-catalog-backend-module-ldap", [], "Data"],
    ["@acme/plugin-search-backend-module-docs", [], "Data"],
    ["@acme/plugin-catalog-backend-module-github", [], "Integration"],
    ["@acme/builds-backend", ["jenkins"], "Integration"],
    ["@github/radar-backend", [], "Utility"],
    ["@acme/todo-backend", [], "Utility"],
  ])("has a category for %s %j", async (name, keywords, category) => {
    expect((await factsOf({ keywords }, name)).profile.category).toBe(category);
  });

  it("finds the README, in whatever case, Markdown before anything else", async () => {
    const dir = work.plugin("radar-backend");
    work.write(`${dir.slice(work.dir.length + 1)}/README`, "plain");
    work.write(`${dir.slice(work.dir.length + 1)}/Readme.md`, "# Radar");
    work.configure(`- package: ${dir}`);
    const { installed } = await work.install();
    expect(installed[0]?.facts.readme).toBe("Readme.md");
  });

  it.each([
    {
      flyloft: { permissions: { required: ["kv.reed"] } },
      code: "VERIFY_SCOPE_UNKNOWN",
      message: /"kv\.reed"/,
      hint: /`kv\.read`/,
    },
    {
      flyloft: { permissions: { optional: ["rule.the.world\u001b[31m"] } },
      code: "VERIFY_SCOPE_UNKNOWN",
      message: /"rule\.the\.world/,
      hint: /isn't installed/,
    },
    {
      flyloft: { category: "Fun" },
      code: "VERIFY_MANIFEST_INVALID",
      message: /flyloft\.category/,
      hint: /publisher/,
    },
    {
      flyloft: { titel: "x" },
      code: "VERIFY_MANIFEST_INVALID",
      message: /titel/,
      hint: /publisher/,
    },
  ])("is refused where it says $flyloft", async (refused) => {
    const { flyloft, code, message, hint } = refused;
    const dir = work.plugin("radar-backend", "1.0.0", { flyloft });
    work.configure(`- package: ${dir}`);
    const result = await work.install();
    expect(codes(result)).toEqual({ [dir]: code });
    expect(result.failed[0]?.reason.message).toMatch(message);
    expect(result.failed[0]?.reason.message).not.toMatch(/\p{Cc}/u);
    expect(result.failed[0]?.reason.hint).toMatch(hint);
    expect(work.stored("packages")).toEqual([]);
  });
});
