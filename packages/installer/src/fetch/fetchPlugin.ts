import type { ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";
import type { LazyOciAccess } from "../resolve/LazyOciAccess.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin } from "./FetchedPlugin.ts";

/** Brings a package's bytes into a staging folder. Throws an InstallerError with a FETCH_ code. */
export async function fetchPlugin(
  resolved: ResolvedPlugin,
  context: FetchContext & NpmAccess & LazyOciAccess,
): Promise<FetchedPlugin> {
  const { source } = resolved;
  // Each kind is loaded when it is needed: a start with nothing new needs none.
  switch (source.kind) {
    case "folder": {
      const { fetchFolder } = await import("./fetchFolder.ts");
      return fetchFolder(resolved, source, context);
    }
    case "archive": {
      const { fetchArchive } = await import("./fetchArchive.ts");
      return fetchArchive(resolved, source, context);
    }
    case "url": {
      const { fetchUrl } = await import("./fetchUrl.ts");
      return fetchUrl(resolved, source, context);
    }
    case "npm": {
      const { fetchNpm } = await import("./fetchNpm.ts");
      return fetchNpm(resolved, source, context);
    }
    case "oci": {
      const { fetchOci } = await import("./fetchOci.ts");
      return fetchOci(resolved, { ...context, oci: await context.openOci() });
    }
  }
}
