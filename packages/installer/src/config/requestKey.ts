import path from "node:path";
import type { PluginRequest } from "./PluginRequest.ts";

/** What makes two entries the same package, whatever version they ask for. */
export function requestKey(
  request: Pick<PluginRequest, "reference" | "baseDir">,
): string {
  const { reference } = request;
  switch (reference.kind) {
    case "folder":
    case "archive":
      return `path:${path.resolve(request.baseDir, reference.path)}`;
    case "url":
      return reference.url;
    case "npm":
      return `npm:${reference.name}`;
    case "oci":
      return `oci://${reference.registry}/${reference.repository}!${reference.path ?? ""}`;
  }
}
