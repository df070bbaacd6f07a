import { describeIssue } from "../describeIssue.ts";
import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import { HASHES_FILE, hashListSchema } from "../hashList.ts";
import type { PackageJson } from "./packageJsonSchema.ts";
import { verifyError } from "./verifyError.ts";

const MOST_TOLD = 3;

/**
 * Holds a package against the list of hashes that it brings along, where it does: whoever repacks it keeps every file as
 * it is. Throws VERIFY_FILES_ALTERED.
 */
export function checkHashList(
  fetched: FetchedPlugin,
  { name, version }: PackageJson,
): void {
  if (fetched.hashList === undefined) return;
  const parsed = hashListSchema.safeParse(fetched.hashList);
  if (!parsed.success) {
    throw altered(
      fetched,
      `it is no list of hashes: ${describeIssue(parsed.error)}`,
    );
  }
  const list = parsed.data;
  if (list.name !== name || list.version !== version) {
    const other = `${list.name}@${list.version}`;
    throw altered(fetched, `it is of ${other}, not of ${name}@${version}`);
  }
  const differing = listDifferences(fetched, list.files);
  if (differing.length === 0) return;
  const more = differing.length - MOST_TOLD;
  const told = differing.slice(0, MOST_TOLD).join(", ");
  throw altered(fetched, more > 0 ? `${told} and ${more} more` : told);
}

function listDifferences(
  { files }: FetchedPlugin,
  listed: Readonly<Record<string, string>>,
): string[] {
  const left = new Map(Object.entries(listed));
  const differing: string[] = [];
  for (const { path, sha256 } of files) {
    if (path === HASHES_FILE) continue;
    const expected = left.get(path);
    left.delete(path);
    if (expected === undefined) differing.push(`${path} was added`);
    else if (expected !== `sha256-${sha256}`) {
      differing.push(`${path} was changed`);
    }
  }
  for (const path of left.keys()) differing.push(`${path} is missing`);
  return differing.sort();
}

function altered(fetched: FetchedPlugin, what: string) {
  return verifyError("VERIFY_FILES_ALTERED", fetched, {
    message: `its files aren't those that ${HASHES_FILE} lists: ${what}`,
    hint: "Nothing was installed. Somebody changed the package after it was packed: get it from its publisher, or pack the changed one anew with `flyloft plugin pack`.",
  });
}
