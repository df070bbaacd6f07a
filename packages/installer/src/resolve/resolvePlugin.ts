import type { PluginRequest } from "../config/PluginRequest.ts";
import type { LazyOciAccess } from "./LazyOciAccess.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { ResolveContext } from "./ResolveContext.ts";
import type { ResolvedPlugin } from "./ResolvedPlugin.ts";
import { resolveArchive, resolveFolder } from "./resolvePath.ts";

/** Says exactly which package a request means. Throws an InstallerError with a RESOLVE_ code. */
export async function resolvePlugin(
  request: PluginRequest,
  context: ResolveContext & NpmAccess & LazyOciAccess,
): Promise<ResolvedPlugin> {
  const { reference } = request;
  switch (reference.kind) {
    case "folder":
      return resolveFolder(request, reference, context);
    case "archive":
      return resolveArchive(request, reference, context);
    case "url":
      return {
        request,
        source: { kind: "url", url: reference.url },
        digest: undefined,
        stale: false,
      };
    case "npm": {
      const { resolveNpm } = await import("./resolveNpm.ts");
      return resolveNpm(request, reference, context);
    }
    case "oci": {
      const { resolveOci } = await import("./resolveOci.ts");
      return resolveOci(request, { ...context, oci: await context.openOci() });
    }
  }
}
