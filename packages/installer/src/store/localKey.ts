import type { ExactSource } from "../resolve/ResolvedPlugin.ts";

/** The store's key of a folder or archive on this machine; undefined for what has a digest before its bytes come. */
export function localKey(source: ExactSource): string | undefined {
  return source.kind === "folder" || source.kind === "archive"
    ? `path:${source.path}`
    : undefined;
}
