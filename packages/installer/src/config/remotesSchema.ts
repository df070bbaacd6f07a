import * as z from "zod";
import { durationSchema } from "./durationSchema.ts";
import { sizeSchema } from "./sizeSchema.ts";

/** Node and rspack take 130 MB before they have read anything. */
const LEAST_MEMORY = 256 * 1000 ** 2;

/** `dynamicPlugins.remotes`: how remotes of frontend packages are built that bring none. */
export const remotesSchema = z.strictObject({
  cache: z
    .string()
    .regex(/^oci:\/\/[^\s/]+\/[^\s:@!]+$/, {
      error:
        "is no repository: write it like oci://registry.example.com/remotes",
    })
    .optional()
    .describe("Repository of an OCI registry that portals share remotes by"),
  push: z
    .boolean()
    .optional()
    .describe("Whether remotes that are built here are pushed to `cache`"),
  memory: sizeSchema
    .refine((bytes) => bytes >= LEAST_MEMORY, "is less than 256MB")
    .optional()
    .describe("Resident memory that building one remote may take"),
  timeout: durationSchema
    .refine((ms) => ms >= 1000, "is less than 1s")
    .optional()
    .describe("How long building one remote may take"),
});

export const REMOTES_KEYS: readonly string[] = Object.keys(remotesSchema.shape);
