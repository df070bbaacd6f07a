import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../paths.ts";
import { buildApp } from "./buildApp.ts";
import { buildDynamicPlugins } from "./buildDynamicPlugins.ts";
import { buildPackages } from "./buildPackages.ts";
import { writeConfigSchema } from "./configSchema.ts";
import { hashInputs } from "./hashInputs.ts";

interface BuildStep {
  readonly name: string;
  /** Globs of the files whose change makes the step's output stale. */
  readonly inputs: readonly string[];
  readonly run: () => Promise<void>;
}

const CORE = ["packages/plugin-core/src/**"];
const BUILDER = ["scripts/build/*", "package-lock.json"];

const STEPS: readonly BuildStep[] = [
  {
    name: "packages",
    inputs: [
      ...BUILDER,
      ...CORE,
      "packages/{installer,backend,cli}/src/**",
      "packages/*/package.json",
    ],
    run: buildPackages,
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
    // In this order: the shell's build empties the folder that the schema goes to.
    run: async () => {
      await buildApp();
      await writeConfigSchema();
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
    run: buildDynamicPlugins,
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
    if (readStamp(stamp) === hash) continue;
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

function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
