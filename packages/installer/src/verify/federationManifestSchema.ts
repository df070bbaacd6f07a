import * as z from "zod";

const filesSchema = z.object({
  sync: z.array(z.string()).default([]),
  async: z.array(z.string()).default([]),
});

const assetsSchema = z.object({ js: filesSchema.optional() });

/** `dist/mf-manifest.json`: https://module-federation.io/configure/manifest */
export const federationManifestSchema = z.object({
  metaData: z.object({
    name: z.string().min(1),
    globalName: z.string().min(1).optional(),
    /** Ours; what others build doesn't tell. */
    evaluatesCode: z.boolean().default(false),
    remoteEntry: z.object({
      name: z.string().min(1),
      path: z.string().default(""),
    }),
  }),
  shared: z
    .array(
      z.object({
        name: z.string(),
        requiredVersion: z.string().default("*"),
        singleton: z.boolean().default(false),
        assets: assetsSchema.optional(),
      }),
    )
    .default([]),
  exposes: z.array(
    z.object({
      name: z.string(),
      path: z.string().optional(),
      assets: assetsSchema.optional(),
    }),
  ),
});

export type FederationManifest = z.output<typeof federationManifestSchema>;
