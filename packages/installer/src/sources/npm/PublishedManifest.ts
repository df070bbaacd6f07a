import * as z from "zod";
import { profileFields } from "../../verify/createProfile.ts";

const ranges = z.record(z.string(), z.string()).catch({}).default({});
const text = z.string().optional().catch(undefined);
const names = z.array(z.string()).catch([]).default([]);

/**
 * The `package.json` of one published version as a registry tells it, before any bytes come. What only informs is left
 * out where it is malformed.
 */
export const publishedManifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  ...profileFields,
  deprecated: z.union([z.string(), z.boolean()]).optional().catch(undefined),
  dependencies: ranges,
  peerDependencies: ranges,
  peerDependenciesMeta: z
    .record(z.string(), z.object({ optional: z.boolean().optional() }))
    .catch({})
    .default({}),
  bundleDependencies: z.union([names, z.boolean()]).optional().catch(undefined),
  engines: z.object({ node: text }).optional().catch(undefined),
  exports: z.unknown().optional(),
  main: text,
  backstage: z
    .object({
      role: text,
      pluginId: text,
      /** Of a module: the plugin that it extends. */
      pluginPackage: text,
      /** Of a plugin: everything that belongs to it, itself included. */
      pluginPackages: names,
      "supported-versions": text,
      /** Exported features of the new systems, by entry. */
      features: z.record(z.string(), z.string()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export type PublishedManifest = z.output<typeof publishedManifestSchema>;
