import * as z from "zod";

const UNITS = {
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
} as const;

/** An amount of memory such as `256MB`, `512MiB` or `1GB`, as bytes. */
export const sizeSchema = z
  .string({ error: "is no size: write it like 256MB, 512MiB or 1GB" })
  .regex(/^\d+(?:\.\d+)?\s*[kmg]i?b$/i, {
    error: "is no size: write it like 256MB, 512MiB or 1GB",
  })
  .transform((text) => {
    const [, amount, unit] = /^([\d.]+)\s*(\w+)$/.exec(text) ?? [];
    return Number(amount) * UNITS[unit?.toLowerCase() as keyof typeof UNITS];
  });
