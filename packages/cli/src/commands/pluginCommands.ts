import type { CommandSpec, OperandSpec } from "../line/CommandSpec.ts";

const FOLDERS: OperandSpec = {
  name: "folder",
  isOptional: true,
  isRest: true,
  completes: "file",
  summary: "of a plugin's package; several of one plugin; left out: this one",
};

/** Commands for who makes plugins. */
export const pluginCommands: readonly CommandSpec[] = [
  {
    name: "plugin create",
    group: "publish",
    summary: "begin a plugin: sources with a test, ready to build",
    operands: [
      {
        name: "name",
        summary: "in lower case with dashes, after a scope if you have one",
      },
    ],
    options: ["template"],
    asksPortal: false,
    details: [
      "backend is an API, frontend a page with its entry in the navigation, both is one plugin of these two packages, module extends the catalog's backend.",
    ],
    examples: [
      ["flyloft plugin create @acme/radar", "its page and its API"],
      ["flyloft plugin create radar --template backend", ""],
    ],
    load: async () => (await import("../plugin/create.ts")).create,
  },
  {
    name: "plugin dev",
    group: "publish",
    summary: "show a plugin while it is written, in a portal that follows",
    operands: [FOLDERS],
    options: ["config", "port", "url", "token-file", "portal"],
    asksPortal: false,
    details: [
      "Without --url or --portal it starts a portal of its own. In one that runs, only browsers in which its link was opened see the development versions, and only of frontends.",
      "Ctrl-C ends it and all that it started. With --json one line of JSON per event.",
    ],
    examples: [
      ["flyloft plugin dev radar radar-backend", "a portal of its own"],
      [
        "flyloft plugin dev --url https://portal.acme.example radar",
        "inside a portal that others use; the token is in FLYLOFT_TOKEN",
      ],
    ],
    load: async () => (await import("../plugin/dev.ts")).dev,
  },
  {
    name: "plugin build",
    group: "publish",
    summary: "build a plugin's packages into their dist",
    operands: [FOLDERS],
    options: [],
    asksPortal: false,
    details: [
      "A backend is bundled with all that portals don't lend. A frontend becomes a module federation remote, and ES modules for apps that compile plugins in.",
    ],
    examples: [["flyloft plugin build radar radar-backend", ""]],
    load: async () => (await import("../plugin/build.ts")).build,
  },
  {
    name: "plugin validate",
    group: "publish",
    summary: "tell all that would keep a package from running in a portal",
    operands: [FOLDERS],
    options: [],
    asksPortal: false,
    examples: [
      ["flyloft plugin validate", "ends with 1 where there is a mistake"],
    ],
    load: async () => (await import("../plugin/validate.ts")).validate,
  },
  {
    name: "plugin pack",
    group: "publish",
    summary: "pack built packages into archives that portals install",
    operands: [FOLDERS],
    options: ["format", "out"],
    asksPortal: false,
    details: [
      "A tarball and a zip hold one package each; an OCI layout holds all that are named. The same files give the same bytes.",
    ],
    examples: [
      ["flyloft plugin pack", "a tarball, as npm has them"],
      ["flyloft plugin pack radar radar-backend --format oci --out dist", ""],
    ],
    load: async () => (await import("../plugin/pack.ts")).pack,
  },
  {
    name: "plugin push",
    group: "publish",
    summary: "push built packages to an OCI registry, as one artifact",
    operands: [
      {
        name: "target",
        summary:
          "oci://registry/repository, with :tag or without (the version then)",
      },
      {
        ...FOLDERS,
        summary:
          "of a plugin's package; several of one plugin; or an OCI layout; left out: this one",
      },
    ],
    options: ["tag", "sign-key", "mount-from", "plain-http"],
    asksPortal: false,
    details: [
      "Credentials are those of docker, podman or oras login. What the registry has isn't sent again.",
    ],
    examples: [
      [
        "flyloft plugin push oci://registry.acme.example/plugins/radar radar radar-backend",
        "prints the digest",
      ],
      [
        "flyloft plugin push oci://registry.acme.example/plugins/radar:1.2 --tag stable",
        "two tags",
      ],
    ],
    load: async () => (await import("../plugin/push.ts")).push,
  },
  {
    name: "plugin publish",
    group: "publish",
    summary: "publish built packages to the npm registry of .npmrc",
    operands: [FOLDERS],
    options: ["tag", "access", "dry-run"],
    asksPortal: false,
    examples: [
      ["flyloft plugin publish --dry-run", "what would be sent, and where to"],
      ["flyloft plugin publish radar radar-backend --tag next", ""],
    ],
    load: async () => (await import("../plugin/publish.ts")).publish,
  },
  {
    name: "plugin inspect",
    group: "publish",
    summary: "tell what is in a package, without installing it",
    operands: [
      {
        name: "package",
        completes: "file",
        summary: "any reference that install takes, or an OCI layout",
      },
    ],
    options: ["plain-http"],
    asksPortal: false,
    examples: [
      ["flyloft plugin inspect ./acme-plugin-radar-1.0.0.tgz", ""],
      [
        "flyloft plugin inspect oci://registry.acme.example/plugins/radar:1.2",
        "its layers, annotations and packages",
      ],
    ],
    load: async () => (await import("../plugin/inspect.ts")).inspect,
  },
];
