import { cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { writeZip } from "../../packages/installer/test/zipWriter.ts";
import { makeTempFolder } from "../../scripts/services/makeTempFolder.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../scripts/services/startOciRegistry.ts";
import {
  startVerdaccio,
  type VerdaccioService,
} from "../../scripts/services/startVerdaccio.ts";
import {
  type LedgerOptions,
  type LedgerPackage,
  writeLedger,
} from "../fixtures/writeLedger.ts";

/** The places that plugins come from, each with one of its own. */
export interface Places {
  readonly npm: VerdaccioService;
  readonly oci: OciRegistryService;
  /** Below it lies a folder with a plugin. */
  readonly root: string;
  /** A catalog's document, for `dynamicPlugins.marketplace`. */
  readonly catalog: string;
  publish(options: LedgerOptions): Promise<void>;
  stop(): Promise<unknown>;
}

/**
 * npm: Ledger in two packages, and Docket. OCI: Abacus, Errand, and a catalog with Errand. A folder: Census. The
 * catalog's file has Docket.
 */
export async function startPlaces(): Promise<Places> {
  const [npm, oci] = await Promise.all([
    startVerdaccio({ auth: false }),
    startOciRegistry(),
  ]);
  const publish = async (options: LedgerOptions) => {
    await npm.publish((await writeLedger(options)).folder);
  };
  for (const parts of ["frontend", "backend"] as const) {
    await publish({ id: "ledger", title: "Ledger", parts });
  }
  await publish({ id: "docket", title: "Docket" });
  await pushLedger(oci, { id: "abacus", title: "Abacus" });
  await pushLedger(oci, { id: "errand", title: "Errand" });
  await oci.pushArtifact({
    repository: "portal/catalog",
    tag: "stable",
    artifactType: "application/vnd.flyloft.catalog.v1+json",
    layers: [
      {
        mediaType: "application/yaml",
        bytes: Buffer.from(
          catalogOf("Errand", `oci://${oci.host}/team/errand:1.0.0`),
        ),
      },
    ],
  });
  return {
    npm,
    oci,
    root: await makeRoot({ id: "census", title: "Census" }),
    catalog: catalogOf("Docket", "@example/plugin-docket"),
    publish,
    stop: () => Promise.all([npm.stop(), oci.stop()]),
  };
}

/** A folder with a folder for each plugin. */
export async function makeRoot(
  ...plugins: readonly LedgerOptions[]
): Promise<string> {
  const { path: root } = makeTempFolder("plugin-root");
  for (const options of plugins) {
    const { folder } = await writeLedger(options);
    cpSync(folder, path.join(root, options.id), { recursive: true });
  }
  return root;
}

function catalogOf(title: string, reference: string): string {
  const plugin = {
    name: `@example/plugin-${title.toLowerCase()}`,
    title,
    description: `${title} as the catalog tells of it`,
    author: "Example Works",
    category: "Data",
    keywords: ["bookkeeping"],
    reference,
    signer: "https://works.example/release.yaml",
  };
  return stringify({ plugins: [plugin] });
}

async function pushLedger(oci: OciRegistryService, options: LedgerOptions) {
  const { name, folder } = await writeLedger(options);
  const { id, version = "1.0.0" } = options;
  await oci.pushArtifact({
    repository: `team/${id}`,
    tag: version,
    layers: [{ cwd: path.dirname(folder), entries: [path.basename(folder)] }],
    dynamicPackages: { [path.basename(folder)]: { name, version } },
  });
}

/** What a publisher would send: the package's folder as a zip. */
export function zipPackage({ folder }: LedgerPackage): Buffer {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .map((file) => ({
      name: path.relative(folder, file),
      content: readFileSync(file),
    }));
  return writeZip(entries);
}
