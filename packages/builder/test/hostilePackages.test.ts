import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Files, PackageFolder, problemsOf } from "./PackageFolder.ts";

const SECRET = "root:x:0:0:the contents of a secret file";

let folder: PackageFolder | undefined;

afterEach(() => folder?.remove());

function packageOf(files: Files, manifest?: object): PackageFolder {
  folder = new PackageFolder(files, manifest);
  writeFileSync(path.join(folder.root, "secret.txt"), SECRET);
  return folder;
}

/** Code that leaves a mark when it runs, whatever it is taken for. */
function marking(name: string): string {
  return `require("node:fs").writeFileSync(${JSON.stringify(markOf(name))}, "ran");
module.exports = (source) => source;
module.exports.default = { plugins: [] };`;
}

function markOf(name: string): string {
  return path.join(folderRoot(), `${name}.ran`);
}

/** Known only once the folder is there; the files that need it are written after. */
function folderRoot(): string {
  if (!folder) throw new Error("no package yet");
  return folder.root;
}

describe("a package that brings code for its build", () => {
  it("has none of it run", async () => {
    const names = [
      "rspack.config.js",
      "webpack.config.js",
      "babel.config.js",
      ".babelrc.js",
      "postcss.config.js",
      "tailwind.config.js",
      "swc-plugin.js",
      "effects.js",
      "install.js",
      ".pnp.cjs",
    ];
    const built = packageOf(
      {
        "dist/index.js": `import "./style.css"; export default 1;`,
        "dist/style.css": `@tailwind base; .radar { display: flex; }`,
        ".swcrc": JSON.stringify({
          jsc: { experimental: { plugins: [["./swc-plugin.js", {}]] } },
        }),
        ".browserslistrc": "extends ./effects.js",
        "tsconfig.json": JSON.stringify({ extends: "./effects.js" }),
      },
      {
        main: "./effects.js",
        sideEffects: ["./effects.js", "**/*.css"],
        scripts: { postinstall: "node install.js", prepare: "node install.js" },
        browserslist: ["extends ./effects.js"],
        babel: { presets: ["./babel.config.js"] },
        postcss: { plugins: { "./postcss.config.js": {} } },
      },
    );
    const files = names.map((name) => [name, marking(name)] as const);
    built.write("@acme/plugin-radar", Object.fromEntries(files));
    expect(await built.build()).toMatchObject({ status: "built" });
    expect(names.filter((name) => existsSync(markOf(name)))).toEqual([]);
    expect(built.text()).toContain("display: flex");
  });

  it.each([
    ["a loader of the package", "!!./evil.js!./data.js"],
    ["a loader with a leading dash", "-!./evil.js!./data.js"],
    ["a loader behind a match resource", "./data.js!=!./evil.js!./data.js"],
    ["a built-in loader with a plugin", "builtin:swc-loader!./data.js"],
  ])("is refused where a request names %s", async (_what, request) => {
    const built = packageOf({
      "dist/index.js": `import data from ${JSON.stringify(request)}; export default data;`,
      "dist/data.js": "export default 1;",
    });
    built.write("@acme/plugin-radar", { "dist/evil.js": marking("loader") });
    expect(problemsOf(await built.build())).toEqual([
      `dist/index.js: It names a loader, which is refused: ${request}`,
    ]);
    expect(existsSync(markOf("loader"))).toBe(false);
  });

  it("is refused where its styles name a loader", async () => {
    const built = packageOf({
      "dist/index.js": `import "./style.css";`,
      "dist/style.css": `@import "!!./evil.js!./other.css";`,
      "dist/other.css": "",
    });
    built.write("@acme/plugin-radar", { "dist/evil.js": marking("loader") });
    expect(problemsOf(await built.build())[0]).toContain("names a loader");
    expect(existsSync(markOf("loader"))).toBe(false);
  });
});

describe("a package that reaches for files of the machine", () => {
  const up = "../../../../secret.txt";

  it.each([
    ["as an asset", `export default new URL("${up}", import.meta.url);`],
    ["by its path", `import "./style.css"; import "/etc/hostname";`],
    ["as a worker", `new Worker(new URL("${up}", import.meta.url));`],
    ["as a module", `import text from "${up}"; export default text;`],
    ["from its styles", `import "./style.css";`],
    [
      "as a file URL",
      `export default new URL("file:///etc/hostname", import.meta.url);`,
    ],
    [
      "through a folder",
      `export default (name) => require("../../../../" + name);`,
    ],
    ["through its map", `import "radar-map";`],
    [
      "through a link",
      `export default new URL("./link.png", import.meta.url);`,
    ],
    ["through an alias", `import text from "./alias.js"; export default text;`],
  ])("%s is refused, and none of them is told", async (_how, code) => {
    const built = packageOf(
      {
        "dist/index.js": code,
        "dist/style.css": `.a { background: url("${up}"); }`,
        "dist/alias.js": "export default 1;",
      },
      { browser: { "radar-map": `.${up}`, "./dist/alias.js": `../../${up}` } },
    );
    symlinkSync(
      path.join(built.root, "secret.txt"),
      path.join(built.dir, "dist/link.png"),
    );
    const problems = problemsOf(await built.build()).join("\n");
    expect(problems).toMatch(/outside the package|resolve/);
    expect(problems).not.toContain(SECRET);
    expect(existsSync(built.out) ? built.text() : "").not.toContain(SECRET);
  });

  it("doesn't tell the folders of the machine", async () => {
    const built = packageOf({
      "dist/index.js": `import x from "./missing.js"; import "y"; export default x;`,
    });
    const problems = [...problemsOf(await built.build())];
    expect(problems.sort()).toEqual([
      "dist/index.js: Module not found: Can't resolve './missing.js' in 'dist'",
      "dist/index.js: Module not found: Can't resolve 'y' in 'dist'",
    ]);
  });
});

describe("a package that is too much to build", () => {
  it("is ended where it takes more memory than it may", async () => {
    const built = packageOf({
      "dist/index.js": `export default [${"{ a: [1, 2, 3] },".repeat(400_000)}];`,
    });
    const memory = 200 * 1000 ** 2;
    expect(await built.build({}, { memory })).toMatchObject({
      status: "exceeded",
      limit: "memory",
    });
  });

  it("is ended where it takes longer than it may", async () => {
    const built = packageOf({
      "dist/index.js": `export default [${"{ a: [1, 2, 3] },".repeat(400_000)}];`,
    });
    expect(await built.build({}, { timeMs: 400 })).toMatchObject({
      status: "exceeded",
      limit: "time",
    });
  });
});
