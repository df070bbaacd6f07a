import * as z from "zod";

const compatibility = z
  .enum(["enforce", "warn"])
  .describe("What an incompatibility that is found before import leads to");

/** One entry of `dynamicPlugins.plugins`, as written. */
export const entrySchema = z.strictObject({
  package: z
    .string()
    .min(1)
    .describe("A folder, an archive, a URL, an npm package or oci://…"),
  enabled: z.boolean().optional(),
  disabled: z.boolean().optional().describe("The opposite of `enabled`"),
  required: z
    .boolean()
    .optional()
    .describe("The start fails where this plugin can't be installed"),
  integrity: z
    .string()
    .min(1)
    .optional()
    .describe("SRI string, or sha256:<hex> for OCI"),
  pullPolicy: z.enum(["IfNotPresent", "Always"]).optional(),
  pluginConfig: z
    .record(z.string(), z.unknown())
    .nullish()
    .describe(
      "Merged into the app's configuration while the plugin is enabled",
    ),
  compatibility: compatibility.optional(),
});

/** `dynamicPlugins`, its entries left unparsed, so that one bad entry doesn't take the others with it. */
export const sectionSchema = z.strictObject({
  plugins: z.array(z.unknown()).nullish(),
  includes: z
    .array(z.string())
    .nullish()
    .describe("Files with further `plugins`; entries here override theirs"),
  store: z.string().min(1).optional().describe("The folder of the store"),
  lockfile: z.string().min(1).optional(),
  frozen: z
    .boolean()
    .optional()
    .describe("What isn't in the lockfile isn't installed"),
  compatibility: compatibility.optional(),
  concurrency: z.int().min(1).max(64).optional(),
  insecureRegistries: z
    .array(z.string())
    .optional()
    .describe("host:port of registries that may be spoken to without TLS"),
  frontend: z
    .unknown()
    .optional()
    .describe("Belongs to the app; the installer doesn't read it"),
});

export type PluginEntry = z.output<typeof entrySchema>;
export type PluginsSection = z.output<typeof sectionSchema>;
