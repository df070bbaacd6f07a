import { PublishError } from "../errors.ts";
import { ROLES, type Side, sideOf } from "./Manifest.ts";
import type { PluginFolder } from "./readPluginFolder.ts";

/** @throws PublishError `PUBLISH_ROLE_INVALID` */
export function requireSide({ label, text, manifest }: PluginFolder): Side {
  const side = sideOf(manifest);
  if (side) return side;
  throw new PublishError(
    "PUBLISH_ROLE_INVALID",
    `${label}: its backstage.role is none of ${Object.keys(ROLES).join(", ")}`,
    {
      hint: "Only plugins and modules are built; a library that a plugin uses becomes part of it.",
      place: text.placeOf(["backstage", "role"]),
    },
  );
}
