import * as z from "zod";

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A length of time such as `500ms`, `10s`, `2m` or `1h`, as milliseconds. */
export const durationSchema = z
  .string()
  .regex(/^\d+(?:\.\d+)?\s*(?:ms|s|m|h)$/, {
    error: "is no length of time: write it like 500ms, 10s, 2m or 1h",
  })
  .transform((text) => {
    const [, amount, unit] = /^([\d.]+)\s*(\w+)$/.exec(text) ?? [];
    return Number(amount) * UNITS[unit as keyof typeof UNITS];
  });
