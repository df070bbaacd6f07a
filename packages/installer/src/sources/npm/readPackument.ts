import type { ResolveContext } from "../../resolve/ResolveContext.ts";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { NpmAccess } from "./NpmAccess.ts";
import {
  type Packument,
  type PublishedDocument,
  packumentSchema,
  publishedDocumentSchema,
} from "./Packument.ts";
import { readDocument } from "./readDocument.ts";

// https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
const ABBREVIATED =
  "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

export interface ReadPackument {
  readonly packument: Packument;
  readonly registry: string;
}

/** What the package's registry says of it, as far as installing needs it. Throws NetworkFailure only. */
export async function readPackument(
  name: string,
  context: ResolveContext & NpmAccess,
): Promise<ReadPackument> {
  return readAs(ABBREVIATED, name, context);
}

/** The same with every version's whole `package.json`: large. */
export async function readFullPackument(
  name: string,
  context: ResolveContext & NpmAccess,
): Promise<ReadPackument> {
  return readAs("application/json", name, context);
}

/** What a page about the package shows: all of it, and when its versions were published. Throws NetworkFailure only. */
export async function readPublishedDocument(
  name: string,
  context: ResolveContext & NpmAccess,
): Promise<PublishedDocument> {
  const accept = "application/json";
  const { content, url } = await readDocument({ name, accept }, context);
  const parsed = publishedDocumentSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw noDocument(url);
}

async function readAs(
  accept: string,
  name: string,
  context: ResolveContext & NpmAccess,
): Promise<ReadPackument> {
  const document = await readDocument({ name, accept }, context);
  const { url, registry } = document;
  const parsed = packumentSchema.safeParse(document.content);
  if (parsed.success) return { packument: parsed.data, registry };
  throw noDocument(url);
}

/** A proxy's login page has status 200 as well. */
function noDocument(url: string): NetworkFailure {
  return new NetworkFailure(
    "format",
    `${url} answered with something that is no package document`,
  );
}
