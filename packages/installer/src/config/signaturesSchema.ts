import * as z from "zod";

const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i;

const signerSchema = z
  .strictObject({
    keys: z
      .string()
      .min(1)
      .optional()
      .describe(
        "`registry` for the keys that the package's registry tells, or a file with those that count",
      ),
    issuer: z
      .url()
      .optional()
      .describe("Of provenance: who vouched for the signer's identity"),
    identity: z
      .string()
      .min(1)
      .optional()
      .describe("Of provenance: the workflow or address that signed"),
    repository: z
      .string()
      .min(1)
      .optional()
      .describe("Of provenance: where the package was built from"),
  })
  .refine(
    ({ keys, issuer }) => (keys === undefined) !== (issuer === undefined),
    {
      error: "a signer has exactly one of `keys` and `issuer`",
    },
  )
  .refine(
    ({ keys, identity, repository }) =>
      (keys === undefined) ===
      (identity !== undefined || repository !== undefined),
    {
      // Anyone can get a certificate of a public issuer.
      error:
        "`issuer` goes with `identity`, `repository` or both, and `keys` with neither",
    },
  );

const ruleSchema = z
  .strictObject({
    source: z
      .literal("npm", {
        error: ({ input }) =>
          `signatures of \`source: ${String(input)}\` are not checked yet, so that a rule would promise what nobody holds: only \`npm\` is`,
      })
      .describe("The kind of source that the rule is about"),
    packages: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "Names of packages, `*` for any characters; all where left out",
      ),
    registries: z
      .array(
        z.string().regex(HOST, "is no host: write it like host or host:port"),
      )
      .min(1)
      .optional()
      .describe("Hosts of registries; all where left out"),
    mode: z
      .enum(["require", "warn", "off"])
      .describe("What a package leads to that none of the signers signed"),
    signers: z
      .array(signerSchema)
      .min(1)
      .optional()
      .describe("Who may have signed: any of them is enough"),
  })
  .refine(({ mode, signers }) => mode === "off" || signers !== undefined, {
    error: "a rule says with `signers` who may have signed",
  });

/** `dynamicPlugins.signatures`: who must have signed what is installed. */
export const signaturesSchema = z.strictObject({
  trustedRoot: z
    .string()
    .min(1)
    .optional()
    .describe(
      "A file with the certificates and logs that provenance is held against",
    ),
  rules: z
    .array(ruleSchema)
    .optional()
    .describe("The first that fits a package counts"),
});

export const SIGNATURES_KEYS: Readonly<Record<string, readonly string[]>> = {
  signatures: Object.keys(signaturesSchema.shape),
  "signatures.rules": Object.keys(ruleSchema.shape),
  "signatures.rules.signers": Object.keys(signerSchema.shape),
};
