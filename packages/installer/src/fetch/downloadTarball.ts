import type { TlsOptions } from "../network/createDispatcher.ts";
import type { HttpResponse } from "../network/HttpClient.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { withRetries } from "../network/withRetries.ts";
import type { ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { downloadError } from "./downloadError.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin } from "./FetchedPlugin.ts";
import { hashAlgorithms } from "./hashAlgorithms.ts";
import { unpackStream } from "./unpackStream.ts";

export interface Download {
  readonly url: string;
  readonly referrer: string | undefined;
  readonly authorization: string | undefined;
  readonly tls: TlsOptions;
  readonly algorithm: string;
  readonly expected: string | undefined;
  readonly unpackedSize?: number | undefined;
  readonly select: (path: string) => string | undefined;
}

/** Downloads and unpacks in one pass. A try that the network broke starts again in a staging folder of its own. */
export async function downloadTarball(
  resolved: ResolvedPlugin,
  download: Download,
  context: FetchContext & NpmAccess,
): Promise<FetchedPlugin> {
  const { url, referrer, authorization, expected, select } = download;
  const { network: policy, signal } = context;
  const headers = { "accept-encoding": "identity" };
  const integrity = expected ?? context.locked?.digest;
  const attempt = async (signal: AbortSignal) => {
    const response = await context.http.get(
      { url, headers, authorization, signal, referrer, integrity },
      download.tls,
    );
    refuseWebPage(response);
    return unpackStream(
      {
        resolved,
        body: response.body,
        from: response.url,
        total: response.contentLength,
        unpackedSize: download.unpackedSize,
        algorithms: hashAlgorithms(download.algorithm, resolved),
        expected,
        select,
      },
      context,
    );
  };
  try {
    return await withRetries({ policy, signal, url }, attempt);
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    throw downloadError(resolved.request, error);
  }
}

/** A proxy's login page has status 200. To call it a wrong digest would have people look for a changed tarball. */
function refuseWebPage({ contentType, url, body }: HttpResponse): void {
  if (!/^text\/html\b/i.test(contentType)) return;
  body.on("error", () => undefined).destroy();
  throw new NetworkFailure(
    "format",
    `${url} answered with a web page, perhaps a log-in form`,
  );
}
