import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../../scripts/services/makeTempFolder.ts";

const temp = makeTempFolder("flyloft-links");
const store = path.join(realpathSync(temp.path), "store");

interface Linked {
  readonly files: Readonly<Record<string, string>>;
  readonly packageJson?: object;
  /** Links by the name that the package knows them by. */
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Writes a package of the store's links: `link` is its folder there. Gives its root. */
function link(
  name: string,
  linkName: string,
  { files, packageJson, dependencies = {} }: Linked,
): string {
  const folder = path.join(store, "links", linkName, "node_modules");
  const dir = path.join(folder, name);
  const all = {
    "package.json": JSON.stringify({
      name,
      version: linkName.split("@").at(-1),
      ...packageJson,
    }),
    ...files,
  };
  for (const [file, content] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), content);
  }
  for (const [known, target] of Object.entries(dependencies)) {
    const at = path.join(folder, known);
    mkdirSync(path.dirname(at), { recursive: true });
    symlinkSync(path.relative(path.dirname(at), target), at);
  }
  return dir;
}

/** What the expression is in a process with the plugins, asked for in the plugin's `ask.js` or `ask.mjs`. */
function ask(
  expression: string,
  plugin = "radar",
  kind: "js" | "mjs" = "js",
): unknown {
  const script = `
    import { PluginResolution } from ${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, "PluginResolution.ts")).href)};
    const resolution = new PluginResolution(${JSON.stringify(import.meta.filename)});
    for (const plugin of ${JSON.stringify(Object.values(plugins))}) resolution.add(plugin);
    const { ask } = (await import(${JSON.stringify(pathToFileURL(path.join(plugins[plugin]?.dir ?? "", `ask.${kind}`)).href)}));
    console.log(JSON.stringify((await ask(${JSON.stringify(expression)})) ?? null));
  `;
  const preload = path.join(import.meta.dirname, "resolveInThreads.ts");
  const flags = [
    "--conditions=flyloft-source",
    "--disable-warning=ExperimentalWarning",
    `--require=${preload}`,
  ];
  const answer = execFileSync(
    process.execPath,
    [...flags, "--input-type=module", "--eval", script],
    { encoding: "utf8" },
  );
  return JSON.parse(answer);
}

const plugins: Record<
  string,
  { name: string; dir: string; treeFile?: string }
> = {};

const ASK = {
  "ask.js": "exports.ask = (expression) => eval(expression);",
  "ask.mjs": `
    import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    export const ask = (expression) => eval(expression);`,
};

beforeAll(() => {
  const old = link("@acme/colors", "@acme+colors@1.0.0", {
    files: {
      "index.js": "exports.is = 'old'",
      "deep/one.js": "exports.is = 'deep'",
      "migrations/1.js": "",
    },
  });
  const young = link("@acme/colors", "@acme+colors@2.0.0", {
    files: { "index.js": "exports.is = 'young'", "migrations/1.js": "" },
    packageJson: { exports: "./index.js" },
  });
  const modern = link("modern", "modern@1.0.0", {
    files: {
      "index.js":
        "import { is } from '@acme/colors'; export default 'modern with ' + is;",
    },
    packageJson: { type: "module", exports: "./index.js" },
    dependencies: { "@acme/colors": young },
  });
  const careless = link("careless", "careless@1.0.0", {
    files: { "index.js": "exports.is = require('undeclared').is" },
  });
  const undeclared = link("undeclared", "undeclared@1.0.0", {
    files: { "index.js": "exports.is = 'found all the same'" },
  });
  const dependencies = { "@acme/colors": old, modern, careless };
  const treeFile = path.join(store, "trees/radar.json");
  const relative = (dir: string) => path.relative(store, dir);
  mkdirSync(path.dirname(treeFile), { recursive: true });
  writeFileSync(
    treeFile,
    JSON.stringify({
      links: [careless, undeclared].map((dir) =>
        relative(path.dirname(path.dirname(dir))),
      ),
      hoisted: { undeclared: relative(undeclared) },
    }),
  );
  const worker =
    "const { parentPort } = require('worker_threads'); parentPort.postMessage([require('@acme/colors').is, typeof require('knex'), require.resolve('@backstage/backend-plugin-api').includes('node_modules')]);";
  plugins["radar"] = {
    name: "@acme/radar",
    treeFile,
    dir: link("@acme/radar", "@acme+radar@1.0.0", {
      files: { ...ASK, "worker.js": worker },
      dependencies,
    }),
  };
  plugins["other"] = {
    name: "@acme/other",
    dir: link("@acme/other", "@acme+other@1.0.0", {
      files: ASK,
      dependencies: { "@acme/colors": young },
    }),
  };
});

afterAll(() => temp.remove());

describe("a plugin beside its dependencies", () => {
  it("gets its own version of what others have too", () => {
    expect(ask("require('@acme/colors').is")).toBe("old");
    expect(ask("require('@acme/colors').is", "other")).toBe("young");
    expect(ask("require('@acme/colors/deep/one').is")).toBe("deep");
  });

  it("gets packages that are ECMAScript modules only, with their dependencies", () => {
    expect(ask("import('modern').then((m) => m.default)")).toBe(
      "modern with young",
    );
    expect(ask("import('modern').then((m) => m.default)", "radar", "mjs")).toBe(
      "modern with young",
    );
    expect(ask("require('modern').default")).toBe("modern with young");
  });

  it("gets contracts and what is lent from the host", () => {
    const host = (name: string) =>
      `require.resolve('${name}') === ${JSON.stringify(createRequire(import.meta.url).resolve("@backstage/backend-plugin-api"))}`;
    expect(ask(host("@backstage/backend-plugin-api"))).toBe(true);
    expect(
      ask(
        "require.resolve('@backstage/backend-plugin-api', { paths: [__dirname] }).length > 0",
      ),
    ).toBe(true);
    expect(
      ask(
        "typeof require('@backstage/backend-plugin-api/alpha').actionsRegistryServiceRef",
      ),
    ).toBe("object");
    expect(ask("typeof require('knex')")).toBe("function");
    expect(
      ask(
        "import('@backstage/errors').then((m) => typeof m.NotFoundError)",
        "radar",
        "mjs",
      ),
    ).toBe("function");
  });

  it("doesn't get what only the host or another plugin has", () => {
    const code = (name: string) =>
      `{ try { require('${name}') } catch (error) { error.code } }`;
    expect(ask(code("vitest"))).toBe("MODULE_NOT_FOUND");
    expect(ask(code("undeclared"), "other")).toBe("MODULE_NOT_FOUND");
    expect(
      ask("import('vitest').catch((error) => error.code)", "radar", "mjs"),
    ).toBe("ERR_MODULE_NOT_FOUND");
  });

  it("gets what its tree has at the top, also where nobody declared it", () => {
    expect(ask("require('careless').is")).toBe("found all the same");
    expect(ask("import('undeclared').then((m) => m.is)", "radar", "mjs")).toBe(
      "found all the same",
    );
  });

  it("finds its own files and those of its dependencies through upstream's resolvePackagePath", () => {
    const find = (name: string) =>
      `require('@backstage/backend-plugin-api').resolvePackagePath('${name}', 'migrations')`;
    expect(ask(find("@acme/radar"))).toBe(
      path.join(plugins["radar"]?.dir ?? "", "migrations"),
    );
    expect(ask(find("@acme/colors"))).toContain("@acme+colors@1.0.0");
    expect(ask(find("@acme/colors"), "other")).toContain("@acme+colors@2.0.0");
  });

  it("finds a description of the portal where upstream's tools look for a repository", async () => {
    const info = `(async () => {
      const { findPaths } = require('@backstage/cli-common');
      const paths = findPaths(__dirname);
      const lock = require('fs').readFileSync(paths.resolveTargetRoot('yarn.lock'), 'utf8');
      return [paths.ownDir === __dirname, /"@backstage.config@/.test(lock)];
    })()`;
    expect(await ask(info)).toEqual([true, true]);
    const shown = `(async () => {
      require('worker_threads').setEnvironmentData('flyloft.secrets', ['hunter22']);
      const { loadConfigSchema } = require('@backstage/config-loader');
      const schema = await loadConfigSchema({ dependencies: [] });
      const data = { a: ['x', 'hunter22'], b: { c: 'hunter22', d: 1 } };
      const valueTransform = (value, { visibility, path }) => visibility === 'secret' ? path : value;
      return schema.process([{ data, context: 'x' }], { valueTransform })[0].data;
    })()`;
    expect(await ask(shown)).toEqual({
      a: ["x", "a[1]"],
      b: { c: "b.c", d: 1 },
    });
  });

  it("finds the same in threads of its own", () => {
    const thread = `new Promise((resolve, reject) => {
      const { Worker } = require('worker_threads');
      new Worker(require.resolve('./worker.js')).once('message', resolve).once('error', reject);
    })`;
    expect(ask(thread)).toEqual(["old", "function", true]);
  });
});
