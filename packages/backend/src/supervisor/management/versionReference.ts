import {
  type NpmReference,
  type OciReference,
  parseReference,
} from "@flyloft/plugin-core";
import { badReference } from "./wishErrors.ts";

/**
 * Another version of the same package. Who may upgrade a plugin may not put another one in its place, so a version that
 * leads elsewhere (`npm:other@1.0.0`, `1.0!other`) is none.
 *
 * @throws BackendError `MANAGE_REFERENCE_INVALID`
 */
export function versionReference(
  reference: NpmReference | OciReference,
  version: string,
): string {
  const text =
    reference.kind === "npm"
      ? `${reference.name}@${version}`
      : withTag(reference, version);
  if (placeOf(parseReference(text)) === placeOf(reference)) return text;
  throw badReference(text);
}

function placeOf(reference: ReturnType<typeof parseReference>): string {
  switch (reference?.kind) {
    case "npm":
      return `npm:${reference.name}`;
    case "oci": {
      const { registry, repository, path = "" } = reference;
      return `oci://${registry}/${repository}!${path}`;
    }
    default:
      return "";
  }
}

function withTag(
  { registry, repository, path }: OciReference,
  version: string,
): string {
  const isDigest = /^sha(?:256|512):/.test(version);
  const suffix = path === undefined ? "" : `!${path}`;
  return `oci://${registry}/${repository}${isDigest ? "@" : ":"}${version}${suffix}`;
}
