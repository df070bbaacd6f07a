import path from "node:path";
import { parseReference, redact } from "@flyloft/plugin-core";
import type { MirrorPlace } from "./MirrorPlace.ts";

/** Undefined where the text is neither a path nor `oci://registry/repository`. Relative paths start from `baseDir`. */
export function readMirrorPlace(
  written: string,
  baseDir: string,
): MirrorPlace | undefined {
  const text = redact(written);
  if (!written.startsWith("oci://")) {
    if (written === "" || /^[a-z][a-z+.-]+:\/\//i.test(written)) {
      return undefined;
    }
    return { kind: "folder", path: path.resolve(baseDir, written), text };
  }
  const reference = parseReference(written);
  if (reference?.kind !== "oci" || reference.path !== undefined) {
    return undefined;
  }
  const { registry, repository, digest, tag = "latest" } = reference;
  return { kind: "oci", registry, repository, version: digest ?? tag, text };
}
