import type { PluginProfile } from "@flyloft/plugin-core";
import * as z from "zod";
import type { FlyloftManifest } from "./flyloftManifest.ts";
import { tidyText, safeHomepage } from "../tidyText.ts";
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
    title: tidyText(title, LONGEST),
    author: tidyText(
      typeof author === "string" ? nameOf(author) : author?.name,
      LONGEST,
    ),
    license: tidyText(
      typeof license === "string" ? license : license?.type,
      LONGEST,
    ),
    homepage: homepageOf(manifest),
    category: category ?? guess(),
  };
}

/** `Jane Doe <jane@acme.example> (https://…)` */
function nameOf(author: string): string {
  return author.replace(/[<(].*$/s, "");
}

function homepageOf({
  homepage,
  repository,
}: ProfiledManifest): string | undefined {
  const source = typeof repository === "string" ? repository : repository?.url;
  const shorthand = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(source ?? "");
  const told = shorthand ? `https://github.com/${shorthand[1]}` : source;
  return safeHomepage(homepage) ?? safeHomepage(told);
}
