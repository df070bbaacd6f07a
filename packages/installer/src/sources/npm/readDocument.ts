import type { ResolveContext } from "../../resolve/ResolveContext.ts";
import { readBody } from "../../network/readBody.ts";
import { withRetries } from "../../network/withRetries.ts";
import type { NpmAccess } from "./NpmAccess.ts";

export interface DocumentQuestion {
  /** The package: its scope says which registry is asked. */
  readonly name: string;
  /** One version's document, the package's own where left out. */
  readonly version?: string;
  readonly accept: string;
}

export interface RegistryDocument {
  /** Undefined where it is no JSON. */
  readonly content: unknown;
  readonly url: string;
  readonly registry: string;
}

/** A JSON document of the package's registry. Throws NetworkFailure only. */
export async function readDocument(
  { name, version, accept }: DocumentQuestion,
  context: ResolveContext & NpmAccess,
): Promise<RegistryDocument> {
  const config = await context.npmConfig();
  const registry = config.registryOf(name);
  const document = `${registry}${name.replace("/", "%2f")}`;
  const url =
    version === undefined
      ? document
      : `${document}/${encodeURIComponent(version)}`;
  const { network: policy, signal, http } = context;
  return withRetries({ policy, signal, url }, async (signal) => {
    const response = await http.get(
      {
        url,
        headers: { accept, "accept-encoding": "gzip, br" },
        authorization: config.authorizationFor(url),
        signal,
      },
      config.tls,
    );
    const body = await readBody(response, policy.maxMetadataBytes);
    return { content: parseJson(body), url, registry };
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
