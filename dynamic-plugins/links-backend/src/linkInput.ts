import { InputError } from "@backstage/errors";
import { z } from "zod";

const linkInput = z.object({
  title: z.string().trim().min(1).max(200),
  url: z.string().trim().max(2000).refine(isWebAddress, {
    message: "must be a complete http or https address",
  }),
  group: z.string().trim().max(60).default(""),
});

/** What a user says about a link. */
export type LinkInput = Readonly<z.output<typeof linkInput>>;

/** Throws an `InputError` that names each field that is wrong. */
export function parseLinkInput(body: unknown): LinkInput {
  return parse(linkInput, body);
}

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(500),
});

export function parseListQuery(query: unknown): { readonly limit: number } {
  return parse(listQuery, query);
}

const linkId = z.object({ id: z.uuid() });

export function parseLinkId(params: unknown): string {
  return parse(linkId, params).id;
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown) {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "body"}: ${issue.message}`,
  );
  throw new InputError(problems.join("; "));
}

/** The page renders the address as a link: `javascript:` and the like would run in the portal's origin. */
function isWebAddress(value: string): boolean {
  const url = URL.parse(value);
  return url?.protocol === "http:" || url?.protocol === "https:";
}
