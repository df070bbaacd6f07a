import { NetworkFailure } from "../network/NetworkFailure.ts";
import { readBody } from "../network/readBody.ts";
import { withRetries } from "../network/withRetries.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";

const MAX_BYTES = 4 * 1024 * 1024;

/** A document of a registry beside its packages'; undefined where it hasn't got one. Throws NetworkFailure. */
export async function readRegistryJson(
  url: string,
  context: ResolveContext & NpmAccess,
): Promise<unknown> {
  const config = await context.npmConfig();
  const { network: policy, http } = context;
  const headers = { accept: "application/json", "accept-encoding": "gzip, br" };
  const authorization = config.authorizationFor(url);
  try {
    return await withRetries(
      { policy, signal: context.signal, url },
      async (signal) => {
        const request = { url, headers, authorization, signal };
        const response = await http.get(request, config.tls);
        return parse(await readBody(response, MAX_BYTES), url);
      },
    );
  } catch (error) {
    if (error instanceof NetworkFailure && error.status === 404)
      return undefined;
    throw error;
  }
}

function parse(body: Buffer, url: string): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new NetworkFailure("format", `${url} answered with no JSON`, {
      cause,
    });
  }
}
