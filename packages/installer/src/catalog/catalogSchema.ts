import { SCOPES, parseReference } from "@flyloft/plugin-core";
import * as z from "zod";
import { explainScope } from "../config/explainScope.ts";
import { CATEGORIES } from "../verify/guessCategory.ts";

const MOST_PLUGINS = 10_000;
const LONGEST_ICON = 128 * 1024;
const line = z.string().min(1).max(1000);
const scopes = z
  .array(z.enum(SCOPES, { error: ({ input }) => explainScope(input) }))
  .default([]);

/** What a catalog offers isn't on this machine: who writes one must not reach files of it. */
const reference = line.refine(
  (text) => {
    const kind = parseReference(text)?.kind;
    return kind === "npm" || kind === "oci" || text.startsWith("https://");
  },
  {
    error:
      "is no reference that can be installed: write name@version, oci://… or https://…",
  },
);

const time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "is no time")
  .transform((text) => new Date(text).toISOString());

const versionSchema = z.strictObject({
  version: line,
  reference: reference.optional(),
  deprecated: line.optional(),
  publishedAt: time.optional(),
});

const pluginSchema = z.strictObject({
  name: z
    .string()
    .max(200)
    .regex(/^(?:@[\w.~-]+\/)?[\w.~-]+$/, "is no name of a package"),
  title: line.optional(),
  description: line.optional(),
  author: line.optional(),
  category: z.enum(CATEGORIES).optional(),
  keywords: z.array(line).max(100).optional(),
  icon: z
    .string()
    .max(LONGEST_ICON, "is larger than 128 KiB")
    .regex(/^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/, {
      error: "is no data: URL of an image",
    })
    .optional(),
  homepage: z.url({ protocol: /^https$/, error: "is no https URL" }).optional(),
  reference,
  with: z.literal("family").optional(),
  versions: z.array(versionSchema).max(1000).optional(),
  permissions: z
    .strictObject({ required: scopes, optional: scopes })
    .optional(),
  deprecated: line.optional(),
  signer: line.optional(),
});

/** The document of a catalog: YAML or JSON. See docs/marketplace.md. */
export const catalogDocumentSchema = z.strictObject({
  plugins: z.array(pluginSchema).max(MOST_PLUGINS),
});

export type CatalogPlugin = z.output<typeof pluginSchema>;

/** By the path of the value, without places in lists. */
export const CATALOG_KEYS: Readonly<Record<string, readonly string[]>> = {
  "": ["plugins"],
  plugins: Object.keys(pluginSchema.shape),
  "plugins.versions": Object.keys(versionSchema.shape),
  "plugins.permissions": ["required", "optional"],
};
