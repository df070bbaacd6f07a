import type { CommandSpec } from "../line/CommandSpec.ts";

/** Commands for who signs plugins, and for who wants to know who did. */
export const signCommands: readonly CommandSpec[] = [
  {
    name: "plugin keygen",
    group: "publish",
    summary: "make a key pair to sign plugins with",
    operands: [
      {
        name: "name",
        isOptional: true,
        completes: "file",
        summary: "of both files, <name>.key and <name>.pub (default: flyloft)",
      },
    ],
    options: [],
    asksPortal: false,
    details: [
      "The private key is encrypted with a password from the variable FLYLOFT_KEY_PASSWORD (or COSIGN_PASSWORD), or from the terminal. Files that are there are never overwritten.",
    ],
    examples: [
      ["flyloft plugin keygen", "flyloft.key and flyloft.pub"],
      ["flyloft plugin keygen keys/acme", ""],
    ],
    load: async () => (await import("../plugin/keygen.ts")).keygen,
  },
  {
    name: "plugin sign",
    group: "publish",
    summary: "sign an artifact in an OCI registry, as cosign does",
    operands: [
      {
        name: "reference",
        summary: "oci://registry/repository, with :tag or @digest",
      },
    ],
    options: ["key", "form", "fulcio-url", "rekor-url", "plain-http"],
    asksPortal: false,
    details: [
      "With --key a key signs: one of flyloft plugin keygen, of cosign, or any in PEM. Without it an identity does, which the build service or the variable SIGSTORE_ID_TOKEN tells; the signature is then in a public log for ever, unless --rekor-url names another one.",
      "What is signed is the digest that the reference has now, with the repository and the packages in it. Signing twice with the same key adds nothing; signatures of others stay.",
    ],
    examples: [
      [
        "flyloft plugin sign oci://registry.acme.example/plugins/radar:1.2 --key flyloft.key",
        "",
      ],
      [
        "flyloft plugin sign oci://registry.acme.example/plugins/radar:1.2",
        "as the workflow that runs, in GitHub Actions or GitLab CI",
      ],
    ],
    load: async () => (await import("../plugin/sign.ts")).sign,
  },
  {
    name: "plugin verify",
    group: "publish",
    summary: "tell who signed a package, and whether that is who should have",
    operands: [
      {
        name: "package",
        completes: "file",
        summary: "any reference that install takes",
      },
    ],
    options: [
      "key",
      "issuer",
      "identity",
      "repository",
      "signed-as",
      "trusted-root",
      "config",
      "plain-http",
    ],
    asksPortal: false,
    details: [
      "With --key, or --issuer with --identity or --repository, it ends with 1 where nobody of these signed every package. With --config it judges as a start with these files would. With neither it tells who signed, whoever that is, and ends with 1 where nobody did.",
      "Signatures and content are held against each other by the code that installs. Nothing is installed.",
    ],
    examples: [
      [
        "flyloft plugin verify oci://registry.acme.example/plugins/radar:1.2 --key flyloft.pub",
        "",
      ],
      [
        "flyloft plugin verify @acme/plugin-radar@1.2.0 --config app-config.yaml",
        "before a rollout",
      ],
    ],
    load: async () => (await import("../plugin/verify.ts")).verify,
  },
];
