import * as z from "zod";

const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i;
/** A whole address would never fit. */
const REPOSITORY = /^(?![a-z+]+:\/\/)[^\s@]+$/i;

const signerSchema = z
  .strictObject({
    keys: z
      .string()
      .min(1)
      .optional()
      .describe(
        "A file with the public keys that count; of npm packages, `registry` for those that the package's registry tells",
      ),
    issuer: z
      .url()
      .optional()
      .describe("Who vouched for the signer's identity"),
    identity: z
      .string()
      .min(1)
      .optional()
      .describe("The workflow or address that signed, `*` for any characters"),
    repository: z
      .string()
      .min(1)
      .optional()
      .describe("Where the package was built from, `*` for any characters"),
    signedAs: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Of OCI artifacts: the name that was signed, where it may be another than the artifact's own",
      ),
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
      .enum(["npm", "oci"], {
        error: ({ input }) =>
          `signatures of \`source: ${String(input)}\` are not checked yet, so that a rule would promise what nobody holds: only \`npm\` and \`oci\` are`,
      })
      .describe("The kind of source that the rule is about"),
    packages: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "Names of npm packages, `*` for any characters; all where left out",
      ),
    repositories: z
      .array(z.string().regex(REPOSITORY, "write it like host/repository"))
      .min(1)
      .optional()
      .describe(
        "Repositories of OCI artifacts as host/repository, `*` for any characters; all where left out",
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
  })
  .superRefine(({ source, packages, repositories, signers = [] }, context) => {
    const complain = (message: string) =>
      context.addIssue({ code: "custom", message });
    if (source === "npm") {
      if (repositories) complain("`repositories` is for `source: oci`");
      if (signers.some(({ signedAs }) => signedAs !== undefined)) {
        complain("`signedAs` is for `source: oci`");
      }
      return;
    }
    if (packages) {
      // What an artifact says of its content is no reason to ask less of it.
      complain(
        "`packages` is for `source: npm`: of OCI artifacts name `repositories`",
      );
    }
    if (signers.some(({ keys }) => keys === "registry")) {
      complain(
        "OCI registries have no keys of their own: `keys` is a file with public keys",
      );
    }
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
