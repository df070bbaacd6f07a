import * as z from "zod";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import { readBody } from "../../network/readBody.ts";
import { withRetries } from "../../network/withRetries.ts";
import type { ResolveContext } from "../../resolve/ResolveContext.ts";
import type { NpmAccess } from "./NpmAccess.ts";

const text = z.string().optional().catch(undefined);
const named = z.object({ name: text }).optional().catch(undefined);

const packageSchema = z.object({
  name: z.string(),
  version: text,
  "dist-tags": z.record(z.string(), z.string()).optional().catch(undefined),
  description: text,
  keywords: z.array(z.string()).optional().catch(undefined),
  date: text,
  author: named,
  publisher: z.object({ username: text }).optional().catch(undefined),
  links: z
    .object({ homepage: text, repository: text })
    .optional()
    .catch(undefined),
});

const searchSchema = z.object({
  objects: z.array(z.object({ package: z.unknown() })),
  total: z.number().optional().catch(undefined),
});

export type SearchedPackage = z.output<typeof packageSchema>;

export interface SearchQuestion {
  readonly text: string;
  readonly from: number;
  readonly size: number;
}

export interface SearchAnswer {
  readonly total: number;
  /** How many there were, with those that aren't understood. */
  readonly count: number;
  readonly packages: readonly SearchedPackage[];
}

const MAX_BYTES = 16 * 1024 * 1024;

/** https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md#get-v1search. Throws NetworkFailure only. */
export async function readSearch(
  question: SearchQuestion,
  context: ResolveContext & NpmAccess,
): Promise<SearchAnswer> {
  const config = await context.npmConfig();
  const query = new URLSearchParams({
    text: question.text,
    size: String(question.size),
    from: String(question.from),
  });
  const url = `${config.registryOf("")}-/v1/search?${query.toString()}`;
  const { network: policy, signal, http } = context;
  return withRetries({ policy, signal, url }, async (signal) => {
    const headers = {
      accept: "application/json",
      "accept-encoding": "gzip, br",
    };
    const authorization = config.authorizationFor(url);
    const response = await http.get(
      { url, headers, authorization, signal },
      config.tls,
    );
    return parse(await readBody(response, MAX_BYTES), url);
  });
}

function parse(body: Buffer, url: string): SearchAnswer {
  const parsed = searchSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    throw new NetworkFailure(
      "format",
      `${url} answered something else than what was found`,
    );
  }
  const { objects, total = objects.length } = parsed.data;
  const packages = objects.flatMap((each) => {
    const one = packageSchema.safeParse(each.package);
    return one.success ? [one.data] : [];
  });
  return { total, count: objects.length, packages };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
