import * as z from "zod";
import { profileFields } from "./createProfile.ts";

const ranges = z.record(z.string(), z.string()).catch({});
const text = z.string().optional().catch(undefined);
const bundled = z
  .union([z.boolean(), z.array(z.string())])
  .optional()
  .catch(undefined);

/**
 * What the pipeline reads of a `package.json`. Name and version must be right; fields that only inform are left out
 * where they are malformed, as npm does.
 */
export const packageJsonSchema = z.object({
  name: z.string().regex(/^(?:@[\w.~-]+\/)?[\w.~-]+$/, "invalid name"),
  version: z.string().regex(/^\d+\.\d+\.\d+(?:[-+].+)?$/, "not semver"),
  ...profileFields,
  main: text,
  module: text,
  exports: z.unknown().optional(),
  engines: z.object({ node: text }).catch({ node: undefined }).optional(),
  dependencies: ranges.optional(),
  optionalDependencies: ranges.optional(),
  bundleDependencies: bundled,
  bundledDependencies: bundled,
  peerDependencies: ranges.optional(),
  peerDependenciesMeta: z
    .record(z.string(), z.object({ optional: z.boolean().optional() }))
    .optional()
    .catch(undefined),
  configSchema: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .catch(undefined),
  backstage: z
    .object({
      role: text,
      pluginId: text,
      pluginPackages: z.array(z.string()).optional().catch(undefined),
      "supported-versions": text,
      features: z.record(z.string(), z.string()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export type PackageJson = z.output<typeof packageJsonSchema>;
