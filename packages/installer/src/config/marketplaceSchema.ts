import { parseReference } from "@flyloft/plugin-core";
import * as z from "zod";

const KINDS = ["file", "oci", "npm"] as const;

const npmSchema = z.strictObject({
  keywords: z
    .array(z.string().regex(/^[\w@./-]+$/, "is no keyword of npm packages"))
    .min(1)
    .describe("A package with any of them is in the catalog"),
});

const catalogSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i, {
        error: "is no id: write letters, digits and - . _ between them",
      })
      .optional()
      .describe("The catalog's part of addresses"),
    title: z.string().min(1).optional(),
    file: z.string().min(1).optional().describe("A YAML or JSON document"),
    oci: z
      .string()
      .refine((text) => parseReference(text)?.kind === "oci", {
        error:
          "is no artifact: write it like oci://registry.example.com/catalog:1",
      })
      .optional()
      .describe("An artifact with such a document"),
    npm: npmSchema.optional().describe("A search of the npm registry"),
  })
  .refine(
    (catalog) =>
      KINDS.filter((kind) => catalog[kind] !== undefined).length === 1,
    { error: "a catalog has exactly one of `file`, `oci` and `npm`" },
  );

/** `dynamicPlugins.marketplace`: where plugins to install are looked for. */
export const marketplaceSchema = z.strictObject({
  catalogs: z
    .array(catalogSchema)
    .optional()
    .describe("Catalogs, in the order in which they are shown"),
  updates: z
    .boolean()
    .optional()
    .describe("Newer versions of installed plugins are looked for"),
});

export type WrittenCatalog = z.output<typeof catalogSchema>;

export const MARKETPLACE_KEYS: Readonly<Record<string, readonly string[]>> = {
  marketplace: Object.keys(marketplaceSchema.shape),
  "marketplace.catalogs": Object.keys(catalogSchema.shape),
  "marketplace.catalogs.npm": Object.keys(npmSchema.shape),
};
