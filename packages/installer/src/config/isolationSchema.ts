import { nearestName } from "@flyloft/plugin-core";
import * as z from "zod";
import { durationSchema } from "./durationSchema.ts";
import { sizeSchema } from "./sizeSchema.ts";

const TIERS = ["none", "process", "sandbox"] as const;
/** Node itself takes about 50 MB, Backstage's services as much again. */
const LEAST_MEMORY = 64 * 1000 ** 2;
/** A process gives one sign of life each second. */
const LEAST_HEARTBEAT_MS = 2000;

/** `isolation` as written: each key may be left out. */
const isolationObject = z.strictObject({
  tier: z
    .enum(TIERS, { error: ({ input }) => explainTier(input) })
    .optional()
    .describe("Where the plugin's code runs: the shared process or its own"),
  required: z
    .union([z.boolean(), z.literal("bubblewrap")], {
      error: "is none of true, false and bubblewrap",
    })
    .optional()
    .describe("The plugin isn't started with less than the tier promises"),
  memory: sizeSchema
    .refine((bytes) => bytes >= LEAST_MEMORY, "is less than 64MB")
    .optional()
    .describe("Resident memory of its process"),
  heartbeat: durationSchema
    .refine((ms) => ms >= LEAST_HEARTBEAT_MS, "is less than 2s")
    .optional()
    .describe("A process that is blocked for so long is started anew"),
  concurrency: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe("Requests under way at the same time; more are answered 503"),
  env: z
    .array(z.string().regex(/^[A-Za-z_]\w*$/, "is no variable's name"))
    .optional()
    .describe("Environment variables that its process gets"),
});

/** A tier alone is short for an object with that tier. */
export const isolationSchema = z.preprocess(
  (written) => (typeof written === "string" ? { tier: written } : written),
  isolationObject,
);

export type WrittenIsolation = z.output<typeof isolationObject>;

export const ISOLATION_KEYS: readonly string[] = Object.keys(
  isolationObject.shape,
);

function explainTier(written: unknown): string {
  const nearest = nearestName(String(written), TIERS);
  const meant = nearest ? `; did you mean \`${nearest}\`?` : "";
  return `\`${String(written)}\` is none of ${TIERS.join(", ")}${meant}`;
}
