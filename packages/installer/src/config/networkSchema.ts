import * as z from "zod";
import { parseNetwork } from "../network/isAddressAllowed.ts";

const HOST =
  /^(?:\*\.)?(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d+)?$/i;

const host = z.string().regex(HOST, {
  error: "is no host: write it like host, host:port or *.domain",
});

/** `dynamicPlugins.network`: which places may be asked. */
export const networkSchema = z.strictObject({
  registries: z
    .array(host)
    .optional()
    .describe("Hosts that may be asked; any where left out"),
  privateAddresses: z
    .array(
      z
        .string()
        .refine((text) => HOST.test(text) || parseNetwork(text) !== undefined, {
          error:
            "is no host, address or range: write it like host, 10.1.2.3 or 10.1.0.0/16",
        }),
    )
    .optional()
    .describe(
      "Hosts, addresses and ranges of private networks that may be asked",
    ),
});

export const NETWORK_KEYS: readonly string[] = Object.keys(networkSchema.shape);
