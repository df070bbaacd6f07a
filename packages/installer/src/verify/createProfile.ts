import type { PluginProfile } from "@flyloft/plugin-core";
import * as z from "zod";
import type { FlyloftManifest } from "./flyloftManifest.ts";
import { guessCategory } from "./guessCategory.ts";

const LONGEST = 200;
const text = z.string().optional().catch(undefined);

/** What a `package.json` tells people. What is malformed is left out: it only informs. */
export const profileFields = {
  description: text,
  keywords: z.array(z.string()).optional().catch(undefined),
  license: z
    .union([z.string(), z.object({ type: z.string() })])
    .optional()
    .catch(undefined),
  author: z
    .union([z.string(), z.object({ name: z.string() })])
    .optional()
    .catch(undefined),
  homepage: text,
  repository: z
    .union([z.string(), z.object({ url: z.string() })])
    .optional()
    .catch(undefined),
  flyloft: z.unknown().optional(),
};

const fieldsSchema = z.object(profileFields);

export interface ProfiledManifest extends Partial<
  z.output<typeof fieldsSchema>
> {
  readonly name: string;
  readonly backstage?: { readonly role?: string | undefined } | undefined;
}

/** What a package says of itself to people. Pure. */
export function createProfile(
  manifest: ProfiledManifest,
  { title, category }: Pick<FlyloftManifest, "title" | "category">,
): PluginProfile {
  const { name, backstage, keywords = [], author, license } = manifest;
  const guess = () => guessCategory({ name, keywords, role: backstage?.role });
  return {
    title: tidy(title),
    author: tidy(typeof author === "string" ? nameOf(author) : author?.name),
    license: tidy(typeof license === "string" ? license : license?.type),
    homepage: homepageOf(manifest),
    category: category ?? guess(),
  };
}

/** `Jane Doe <jane@acme.example> (https://…)` */
function nameOf(author: string): string {
  return author.replace(/[<(].*$/s, "");
}

/** A publisher chooses it; it must not steer a terminal or forge a log line. */
function tidy(written: string | undefined): string | undefined {
  const plain = written?.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").trim();
  return plain ? plain.slice(0, LONGEST) : undefined;
}

function homepageOf({
  homepage,
  repository,
}: ProfiledManifest): string | undefined {
  const source = typeof repository === "string" ? repository : repository?.url;
  const shorthand = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(source ?? "");
  const repositoryUrl = shorthand
    ? `https://github.com/${shorthand[1]}`
    : source?.replace(/^git\+/, "").replace(/\.git$/, "");
  return [homepage, repositoryUrl].find(isSafeUrl);
}

/** Shown as a link: nothing but the web, and without somebody's password. */
function isSafeUrl(url: string | undefined): url is string {
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === "https:" && username === "" && password === "";
}
