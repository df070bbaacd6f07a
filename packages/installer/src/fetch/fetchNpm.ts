import type { ExactSource, ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { downloadTarball } from "./downloadTarball.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin } from "./FetchedPlugin.ts";

/** The registry's tarball. Nothing of the package is run: it is only unpacked. */
export async function fetchNpm(
  resolved: ResolvedPlugin,
  source: ExactSource & { readonly kind: "npm" },
  context: FetchContext & NpmAccess,
): Promise<FetchedPlugin> {
  const config = await context.npmConfig();
  const registry = config.registryOf(source.name);
  const sameHost = new URL(registry).host === new URL(source.tarball).host;
  return downloadTarball(
    resolved,
    {
      url: source.tarball,
      referrer: registry,
      authorization:
        config.authorizationFor(source.tarball) ??
        (sameHost ? config.authorizationFor(registry) : undefined),
      tls: config.tls,
      algorithm: source.integrity.slice(0, source.integrity.indexOf("-")),
      expected: source.integrity,
      unpackedSize: source.unpackedSize,
      select: withoutTopFolder,
    },
    context,
  );
}

/** npm drops the first segment of every path, whatever its name. */
function withoutTopFolder(path: string): string | undefined {
  const slash = path.indexOf("/");
  return slash < 0 ? undefined : path.slice(slash + 1);
}
