import { SCOPES } from "@flyloft/plugin-core";
import * as z from "zod";
import { durationSchema } from "./durationSchema.ts";
import { explainScope } from "./explainScope.ts";
import { isolationSchema } from "./isolationSchema.ts";
import { managementSchema } from "./managementSchema.ts";
import { marketplaceSchema } from "./marketplaceSchema.ts";
import { readMirrorPlace } from "./readMirrorPlace.ts";
import { networkSchema } from "./networkSchema.ts";
import { remotesSchema } from "./remotesSchema.ts";
import { signaturesSchema } from "./signaturesSchema.ts";

const compatibility = z
  .enum(["enforce", "warn", "own"])
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
  with: z
    .union([z.literal("family"), z.array(z.string().min(1))], {
      error: "neither `family` nor a list of references",
    })
    .optional()
    .describe(
      "Packages that come along: those that the package names as its family, or these references",
    ),
  isolation: isolationSchema
    .optional()
    .describe("Whether the plugin gets a process of its own"),
  granted: z
    .array(z.enum(SCOPES, { error: ({ input }) => explainScope(input) }))
    .optional()
    .describe("Optional permissions that the plugin has"),
  locked: z
    .boolean()
    .optional()
    .describe("Nothing of it can be changed while the portal runs"),
});

/** `dynamicPlugins.generations`: how plugins change while the portal runs. */
const generationsSchema = z.strictObject({
  watch: z
    .boolean()
    .optional()
    .describe("A saved change of the configuration takes effect by itself"),
  keep: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("How many generations are kept to go back to"),
  drain: durationSchema
    .optional()
    .describe("How long requests of an earlier generation may take to end"),
  spare: durationSchema
    .optional()
    .describe("How long a process waits for the next change"),
  heartbeat: durationSchema
    .refine((ms) => ms >= 2000, "is less than 2s")
    .optional()
    .describe("A process that is blocked for so long is started anew"),
  retry: durationSchema
    .refine((ms) => ms >= 1000, "is less than 1s")
    .optional()
    .describe("How soon a plugin that could not be fetched is tried again"),
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
  mirror: z
    .string()
    .refine((text) => readMirrorPlace(text, "/") !== undefined, {
      error: "is neither a folder nor oci://registry/repository",
    })
    .optional()
    .describe(
      "Copies that are asked instead of all registries and web servers",
    ),
  compatibility: compatibility.optional(),
  allowNative: z
    .array(z.string().min(1))
    .optional()
    .describe(
      "Packages that backends may use although they are compiled code or have an install script",
    ),
  isolation: isolationSchema
    .optional()
    .describe("For entries that don't say it themselves"),
  generations: generationsSchema.optional(),
  remotes: remotesSchema
    .optional()
    .describe("Frontend packages that bring no remote"),
  management: managementSchema
    .optional()
    .describe("What can be changed while the portal runs, and by whom"),
  marketplace: marketplaceSchema
    .optional()
    .describe("Where plugins to install are looked for"),
  signatures: signaturesSchema
    .optional()
    .describe("Who must have signed what is installed"),
  network: networkSchema
    .optional()
    .describe("Which places on the network may be asked"),
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
