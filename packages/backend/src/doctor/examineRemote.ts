import path from "node:path";
import type { HostFacts, InstalledPlugin } from "@flyloft/installer";
import { type DoctorCheck, passed, type RemoteFindings } from "./Diagnosis.ts";
import { measureFile, measureScripts } from "./measurePackage.ts";

/** What a package's remote consists of. Undefined where it has none. */
export async function examineRemote(
  { dir, facts }: InstalledPlugin,
  host: HostFacts,
): Promise<RemoteFindings | undefined> {
  const { frontend } = facts;
  if (!frontend) return undefined;
  const entry = path.join(dir, frontend.entry);
  return {
    exposes: frontend.exposes.map(({ name }) => name),
    shared: Object.entries(frontend.shared).map(
      ([name, { range, hasOwn }]) => ({
        name,
        range,
        version: host.sharedWithRemotes[name],
        hasOwn,
      }),
    ),
    entrySize: await measureFile(entry),
    size: await measureScripts(path.dirname(entry)),
  };
}

export function checkRemote({
  exposes,
  size,
}: RemoteFindings): readonly DoctorCheck[] {
  const kilobytes = Math.ceil(size.gzipBytes / 1000);
  return [
    passed(
      "serve",
      `its remote exposes ${exposes.join(", ")}; scripts and styles are ${kilobytes} kB, compressed`,
    ),
  ];
}
