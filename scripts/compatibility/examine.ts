import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Diagnosis } from "@flyloft/backend";
import { stringify } from "yaml";
import { root } from "../paths.ts";
import type { PublishedPackage } from "./PublishedPackage.ts";

const TIMEOUT_MS = 300_000;

/**
 * What `flyloft doctor` says of a package, asked as a user would ask it: in a folder with an `app-config.yaml` that has the
 * least that the package's documentation asks for.
 */
export async function examine(
  { name, version, config = {}, with: others = [] }: PublishedPackage,
  folder: string,
): Promise<Diagnosis> {
  writeFileSync(path.join(folder, "app-config.yaml"), stringify(config));
  const companions = others.flatMap((other) => ["--with", other]);
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [
        path.join(root, "packages/cli/dist/flyloft.js"),
        "doctor",
        version ? `${name}@${version}` : name,
        "--json",
        ...companions,
      ],
      { cwd: folder, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // Exit code 1 says that the package doesn't run, which is an answer.
        if (stdout) resolve(stdout);
        else reject(error ?? new Error(stderr));
      },
    );
  });
  return JSON.parse(output) as Diagnosis;
}
