import type { Refuse } from "./ArchiveRefusal.ts";

export interface PathRules {
  readonly maxDepth: number;
  readonly refuse: Refuse;
}

const MAX_SEGMENT_BYTES = 255;
const MAX_PATH_BYTES = 2048;

/**
 * The publisher chooses this name; it must not leave the staging folder, on any platform, nor mean another file on
 * one platform than on the other. Returns it without `./` and without the slash that ends a folder's name;
 * the empty string is the archive's root. Throws `FETCH_ARCHIVE_PATH` or `FETCH_ARCHIVE_LIMIT`.
 */
export function checkEntryPath(name: string, rules: PathRules): string {
  const { refuse, maxDepth } = rules;
  const problem = findWholeProblem(name);
  if (problem) throw refuse("FETCH_ARCHIVE_PATH", problem, name);
  // Tools for packing leave `./` in front, and inside where a `package.json` has it in `main`.
  const path = name
    .replace(/\/$/, "")
    .split("/")
    .filter((segment) => segment !== ".")
    .join("/");
  if (path === "") return "";
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    const limit = `is longer than ${MAX_PATH_BYTES} bytes`;
    throw refuse("FETCH_ARCHIVE_LIMIT", limit, name);
  }
  const segments = path.split("/");
  if (segments.length > maxDepth) {
    const limit = `is nested deeper than ${maxDepth} folders`;
    throw refuse("FETCH_ARCHIVE_LIMIT", limit, name);
  }
  for (const segment of segments) {
    const problem = findSegmentProblem(segment);
    if (problem) throw refuse("FETCH_ARCHIVE_PATH", problem, name);
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
      const limit = `has a part longer than ${MAX_SEGMENT_BYTES} bytes`;
      throw refuse("FETCH_ARCHIVE_LIMIT", limit, name);
    }
  }
  return path;
}

function findWholeProblem(name: string): string | undefined {
  if (name === "") return "has no name";
  if (name.startsWith("/")) return "is an absolute path";
  if (name.includes("\\")) return "has a backslash in its name";
  if (name.includes(":")) return "has a colon in its name";
  if (/\p{Cc}/u.test(name)) return "has a control character in its name";
  return undefined;
}

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const RESERVED =
  /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;

function findSegmentProblem(segment: string): string | undefined {
  if (segment === "..") return "climbs out of its folder";
  if (segment === "") return "has an empty part in its name";
  if (segment.endsWith(".") || segment.endsWith(" "))
    return "has a part that ends in a dot or a space";
  const stem = segment.split(".", 1)[0] ?? "";
  if (stem.length <= 7 && RESERVED.test(stem.trimEnd()))
    return "has a name that Windows reserves for a device";
  return undefined;
}
