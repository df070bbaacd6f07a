import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import {
  type BuildLimits,
  type BuildOutcome,
  type RemoteRequest,
  runBuild,
} from "../src/index.ts";

const LIMITS: BuildLimits = { memory: 2 * 1024 ** 3, timeMs: 60_000 };

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A published frontend package in `node_modules` of a folder of its own, and the remote that is built from it. */
export class PackageFolder {
  readonly #temporary = makeTempFolder("builder");
  /** Everything that the package might reach. */
  readonly root = this.#temporary.path;
  readonly modules = path.join(this.root, "node_modules");
  readonly dir = path.join(this.modules, "@acme/plugin-radar");
  readonly out = path.join(this.root, "out");

  constructor(files: Files, manifest: object = {}) {
    this.write("@acme/plugin-radar", {
      "package.json": JSON.stringify({
        name: "@acme/plugin-radar",
        version: "1.2.3",
        backstage: { role: "frontend-plugin", pluginId: "radar" },
        ...manifest,
      }),
      ...files,
    });
  }

  /** Files of a package in the same `node_modules`. */
  write(name: string, files: Files): void {
    for (const [file, content] of Object.entries(files)) {
      const target = path.join(this.modules, name, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }

  build(
    overrides: Partial<RemoteRequest> = {},
    limits: Partial<BuildLimits> = {},
  ): Promise<BuildOutcome> {
    const request: RemoteRequest = {
      kind: "remote",
      dir: this.dir,
      outDir: this.out,
      entries: { ".": "./dist/index.js" },
      shared: [
        { name: "react", range: "^18.0.0", isOwn: false },
        { name: "react/jsx-runtime", range: "^18.0.0", isOwn: false },
      ],
      hostModules: undefined,
      hoisted: {},
      roots: [this.modules],
      ...overrides,
    };
    return runBuild(request, { ...LIMITS, ...limits });
  }

  /** Names of the remote's files. */
  built(): string[] {
    return readdirSync(this.out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        path.relative(this.out, path.join(parentPath, name)),
      );
  }

  /** Everything in the remote's files. */
  text(): string {
    return this.built()
      .map((name) => readFileSync(path.join(this.out, name), "latin1"))
      .join("\n");
  }

  remove(): void {
    this.#temporary.remove();
  }
}

/** What a build that failed says, one line per problem. */
export function problemsOf(outcome: BuildOutcome): readonly string[] {
  if (outcome.status !== "failed") {
    throw new Error(`Expected a failure: ${JSON.stringify(outcome)}`);
  }
  return outcome.problems.map(
    ({ file = "", message }) => `${file}: ${message}`,
  );
}
