import { findMissingEntries } from "@flyloft/installer/publishing";
import * as z from "zod";
import type { PackageContent } from "../pack/PackageContent.ts";
import type { Side } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";
import type { Findings } from "./Findings.ts";

const REMOTE = "dist/mf-manifest.json";

const asset = z.looseObject({
  js: z.looseObject({ sync: z.array(z.string()) }),
});
const remoteSchema = z.looseObject({
  name: z.string().min(1),
  metaData: z.looseObject({ remoteEntry: z.looseObject({ name: z.string() }) }),
  exposes: z
    .array(z.looseObject({ path: z.string(), assets: asset }))
    .min(1, "it exposes nothing"),
});

/** Whether what the `package.json` promises is among what is packed. */
export function checkFiles(
  { text }: PluginFolder,
  { content, side }: { readonly content: PackageContent; readonly side: Side },
  found: Findings,
): void {
  const { manifest, files } = content;
  const paths = new Set(files.map(({ path }) => path));
  const { main, exports } = manifest;
  const missing = findMissingEntries(
    { main: typeof main === "string" ? main : undefined, exports },
    paths,
  );
  for (const file of missing) {
    found.error("PUBLISH_ENTRY_MISSING", {
      message: `${file}, which ${text.file} names, isn't among the packed files`,
      hint: "Build the plugin first (flyloft plugin build), and see that `files` has it.",
      at: exports === undefined ? ["main"] : ["exports"],
    });
  }
  if (side === "frontend") checkRemote(content, paths, found);
  if (![...paths].some((path) => /^readme(?:\.\w+)?$/i.test(path))) {
    found.warn("PUBLISH_README_MISSING", {
      message: "it has no README, which portals and registries show",
      hint: "Write a README.md: what it is for, and what can be set.",
      at: "README.md",
    });
  }
}

function checkRemote(
  { files }: PackageContent,
  paths: ReadonlySet<string>,
  found: Findings,
): void {
  const manifest = files.find(({ path }) => path === REMOTE);
  if (!manifest) {
    return found.error("PUBLISH_REMOTE_INVALID", {
      message: `there is no ${REMOTE}: its remote isn't built`,
      hint: "Build the plugin first (flyloft plugin build), and see that `files` has dist.",
      at: REMOTE,
    });
  }
  const wrong = judgeRemote(manifest.bytes, paths);
  if (wrong === undefined) return;
  found.error("PUBLISH_REMOTE_INVALID", {
    message: `${REMOTE}: ${wrong}`,
    hint: "Build the plugin again.",
    at: REMOTE,
  });
}

function judgeRemote(
  bytes: Buffer,
  paths: ReadonlySet<string>,
): string | undefined {
  let written: unknown;
  try {
    written = JSON.parse(bytes.toString());
  } catch (error) {
    return (error as Error).message;
  }
  const parsed = remoteSchema.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join(".")}: ${issue?.message}`;
  }
  const { metaData, exposes } = parsed.data;
  const named = [
    metaData.remoteEntry.name,
    ...exposes.flatMap(({ assets }) => assets.js.sync),
  ];
  const absent = named.find((name) => !paths.has(`dist/${name}`));
  return absent === undefined
    ? undefined
    : `it names dist/${absent}, which isn't packed`;
}
