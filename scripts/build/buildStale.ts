import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { root } from "../paths.ts";
import { hashInputs } from "./hashInputs.ts";

interface BuildStep {
  readonly name: string;
  /** Globs of the files whose change makes the step's output stale. */
  readonly inputs: readonly string[];
  /** Files that tell that the output is still there; relative to the root. */
  readonly outputs: readonly string[];
  /** Imports its builder by itself: where nothing is stale, none is loaded. */
  readonly run: () => Promise<void>;
}

const CORE = ["packages/{plugin-core,management}/src/**"];
const BUILDER = [
  "scripts/build/*",
  "packages/builder/src/*",
  "package-lock.json",
];

const STEPS: readonly BuildStep[] = [
  {
    name: "client",
    inputs: [
      "scripts/build/generateClient.ts",
      "packages/management/openapi.yaml",
    ],
    outputs: ["packages/management/src/generated/openapi.ts"],
    run: async () => (await import("./generateClient.ts")).generateClient(),
  },
  {
    name: "packages",
    inputs: [
      ...BUILDER,
      ...CORE,
      "packages/{builder,installer,management,publisher,backend,cli}/src/**",
      "packages/*/package.json",
    ],
    outputs: ["plugin-core/dist/index.js", "cli/dist/flyloft.js"].map(
      (file) => `packages/${file}`,
    ),
    run: async () => (await import("./buildPackages.ts")).buildPackages(),
  },
  {
    name: "shell",
    inputs: [
      ...BUILDER,
      ...CORE,
      "packages/app/{src,public}/**",
      "packages/app/config.d.ts",
      "packages/{app,backend}/package.json",
    ],
    outputs: [
      "packages/app/dist/index.html",
      "packages/backend/dist/config-schema.json",
    ],
    run: async () => {
      await (await import("./buildApp.ts")).buildApp();
      await (await import("./configSchema.ts")).writeConfigSchema();
    },
  },
  {
    name: "bundled plugins",
    inputs: [
      ...BUILDER,
      ...CORE,
      "dynamic-plugins/*/{src,migrations}/**",
      "dynamic-plugins/*/package.json",
    ],
    outputs: globSync("dynamic-plugins/*", { cwd: root }).map(
      (folder) => `${folder}/dist`,
    ),
    run: async () =>
      (await import("./buildDynamicPlugins.ts")).buildDynamicPlugins(),
  },
];

/** Builds what is missing or older than its sources, and says so. Steps whose inputs are unchanged cost a hash. */
export async function buildStale(): Promise<void> {
  for (const step of STEPS) {
    const stamp = path.join(
      root,
      "node_modules/.cache/flyloft",
      `${step.name.replaceAll(" ", "-")}.hash`,
    );
    const hash = hashInputs(step.inputs);
    if (readStamp(stamp) === hash && hasOutputs(step)) continue;
    const started = Date.now();
    process.stdout.write(`Building the ${step.name} …\n`);
    await step.run();
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
    process.stdout.write(
      `  done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
    );
  }
}

function hasOutputs({ outputs }: BuildStep): boolean {
  return outputs.every((output) => existsSync(path.join(root, output)));
}

function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
