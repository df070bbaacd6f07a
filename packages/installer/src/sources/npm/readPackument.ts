import type { ResolveContext } from "../../resolve/ResolveContext.ts";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import { readBody } from "../../network/readBody.ts";
import { withRetries } from "../../network/withRetries.ts";
import type { NpmAccess } from "./NpmAccess.ts";
import { type Packument, packumentSchema } from "./Packument.ts";

// https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
const ACCEPT =
  "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

/** What the package's registry says of it. Throws NetworkFailure only. */
export async function readPackument(
  name: string,
  context: ResolveContext & NpmAccess,
): Promise<{ readonly packument: Packument; readonly registry: string }> {
  const config = await context.npmConfig();
  const registry = config.registryOf(name);
  const url = `${registry}${name.replace("/", "%2f")}`;
  const { network: policy, signal, http } = context;
  const packument = await withRetries(
    { policy, signal, url },
    async (signal) => {
      const response = await http.get(
        {
          url,
          headers: { accept: ACCEPT, "accept-encoding": "gzip, br" },
          authorization: config.authorizationFor(url),
          signal,
        },
        config.tls,
      );
      return parsePackument(
        await readBody(response, policy.maxMetadataBytes),
        url,
      );
    },
  );
  return { packument, registry };
}

function parsePackument(body: Buffer, url: string): Packument {
  const parsed = packumentSchema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  // A proxy's login page has status 200 as well.
  throw new NetworkFailure(
    "format",
    `${url} answered with something that is no package document`,
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
