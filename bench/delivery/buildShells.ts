import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildApp } from "../../scripts/build/buildApp.ts";
import { hashInputs } from "../../scripts/build/hashInputs.ts";
import { root } from "../../scripts/paths.ts";
import { CACHE, type BenchPlugin } from "./benchPlugins.ts";

/** Folders with the other contenders' builds of the same shell. */
export interface Shells {
  /** All plugins are compiled in; nothing is federated. */
  readonly compiledIn: string;
  /** The page asks for a list of remotes, then loads a manifest, an entry and a module of each. */
  readonly manifests: string;
}

const APP = path.join(root, "packages/app/src");

/** Builds the contenders' shells from the same sources as the portal's own. */
export async function buildShells(
  plugins: readonly BenchPlugin[],
): Promise<Shells> {
  const compiledIn = path.join(CACHE, "compiled-in");
  const manifests = path.join(CACHE, "manifests");
  const stamp = path.join(CACHE, `shells-${plugins.length}.hash`);
  const hash = hashInputs([
    "scripts/build/*.ts",
    "bench/delivery/*.ts",
    "packages/app/src/**",
    "dynamic-plugins/home/src/**",
  ]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) {
    return { compiledIn, manifests };
  }
  await build(compiledIn, compiledInSource(plugins));
  await build(manifests, MANIFESTS_SOURCE);
  writeFileSync(stamp, hash);
  return { compiledIn, manifests };
}

async function build(outDir: string, source: string): Promise<void> {
  const entry = path.join(CACHE, `${path.basename(outDir)}.tsx`);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(entry, source);
  await buildApp({ entry, outDir });
}

/** What the portal's own entry does, with the features at hand. */
const show = (features: string) => `
import "@backstage/ui/css/styles.css";
import "${APP}/theme/theme.css";
import { createRoot } from "react-dom/client";
import { FaultLog } from "${APP}/federation/FaultLog.ts";
import { createConfig } from "${APP}/page/createConfig.ts";
import { readPage } from "${APP}/page/readPage.ts";
import { composePortal } from "${APP}/shell/composePortal.ts";
import { createShell } from "${APP}/shell/createShell.tsx";
import { Portal } from "${APP}/shell/Portal.tsx";
import { SignInSession } from "${APP}/shell/SignInSession.ts";
const config = createConfig(readPage(document).config, location.origin);
const shell = createShell({
  portal: { generation: 0, faults: new FaultLog(), recompose() {} },
  session: new SignInSession(),
  signInProviders: config.getOptionalStringArray("app.signIn.providers") ?? ["guest"],
});
const prepared = composePortal(config, shell, ${features});
createRoot(document.getElementById("root")).render(<Portal count={1} prepared={prepared} onFinalized={() => {}} />);
`;

function compiledInSource(plugins: readonly BenchPlugin[]): string {
  const sources = [
    path.join(root, "dynamic-plugins/home/src/index.tsx"),
    ...plugins.map((plugin) => plugin.source),
  ];
  const imports = sources.map(
    (source, index) => `import feature${index} from ${JSON.stringify(source)};`,
  );
  const features = sources.map((_, index) => `feature${index}`);
  return `${imports.join("\n")}${show(`[${features.join(", ")}]`)}`;
}

/** Does what Backstage's loader of dynamic frontend features does: a list, then one remote each by its manifest. */
const MANIFESTS_SOURCE = `
import { createInstance } from "@module-federation/runtime";
import { EAGER_MODULES, LAZY_MODULES } from "${APP}/federation/sharedTable.ts";
const singleton = { singleton: true, requiredVersion: false };
const shared = {};
for (const [name, module] of Object.entries(EAGER_MODULES)) {
  shared[name] = { version: "1.0.0", lib: () => module, shareConfig: { ...singleton, eager: true } };
}
for (const [name, load] of Object.entries(LAZY_MODULES)) {
  shared[name] = { version: "1.0.0", get: async () => { const module = await load(); return () => module; }, shareConfig: singleton };
}
async function loadFeatures() {
  const list = await (await fetch("/.backstage/dynamic-features/remotes")).json();
  const instance = createInstance({ name: "bench", remotes: list.map(({ remoteInfo }) => ({ ...remoteInfo, entry: location.origin + new URL(remoteInfo.entry).pathname })), shared });
  const modules = await Promise.all(list.flatMap(({ remoteInfo, exposedModules }) => exposedModules.map((name) =>
    instance.loadRemote(name === "." ? remoteInfo.name : remoteInfo.name + "/" + name),
  )));
  return modules.map((module) => module.default);
}
const features = await loadFeatures();
${show("features")}`;
