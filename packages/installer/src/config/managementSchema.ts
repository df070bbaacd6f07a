import * as z from "zod";
import { sizeSchema } from "./sizeSchema.ts";

const ENTITY = /^[a-z][\w-]*:(?:[\w.-]+\/)?[\w.-]+$/i;

/** `dynamicPlugins.management`: what can be changed while the portal runs, and by whom. */
export const managementSchema = z.strictObject({
  administrators: z
    .array(
      z.string().regex(ENTITY, {
        error:
          "is no entity reference: write it like user:default/jane or group:default/admins",
      }),
    )
    .optional()
    .describe("Users and groups that may manage plugins"),
  readOnly: z
    .boolean()
    .optional()
    .describe(
      "What administrators changed is ignored and can't be changed: the files alone say what runs",
    ),
  directories: z
    .array(z.string().min(1))
    .optional()
    .describe("Folders below which plugins may be installed from"),
  uploadLimit: sizeSchema
    .optional()
    .describe("The largest archive that may be uploaded"),
  development: z
    .enum(["off", "administrators", "everyone"])
    .optional()
    .describe(
      "Who may be shown development versions of frontends: nobody, administrators who ask for it, or everybody",
    ),
});

export const MANAGEMENT_KEYS: readonly string[] = Object.keys(
  managementSchema.shape,
);
