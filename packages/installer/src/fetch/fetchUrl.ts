import type { ExactSource, ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { downloadTarball } from "./downloadTarball.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin } from "./FetchedPlugin.ts";

/** A tarball anywhere on the web; credentials come from `.npmrc` where it has some for the host. */
export async function fetchUrl(
  resolved: ResolvedPlugin,
  { url }: ExactSource & { readonly kind: "url" },
  context: FetchContext & NpmAccess,
): Promise<FetchedPlugin> {
  const config = await context.npmConfig();
  return downloadTarball(
    resolved,
    {
      url,
      referrer: undefined,
      authorization: config.authorizationFor(url),
      tls: config.tls,
      algorithm: "sha512",
      expected: undefined,
      select: (path) => path,
    },
    context,
  );
}
