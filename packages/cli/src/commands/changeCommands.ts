import type { CommandSpec, OperandSpec } from "../line/CommandSpec.ts";

export const PLUGIN: OperandSpec = {
  name: "plugin",
  summary:
    "its name, its id, or as much of the name's beginning or end as no other has",
  completes: "plugin",
};

const SCOPE: OperandSpec = {
  name: "scope",
  summary: "an optional permission that flyloft show tells of",
  isRest: true,
  completes: "scope",
};

/** Commands that change which plugins run. */
export const changeCommands: readonly CommandSpec[] = [
  {
    name: "install",
    group: "change",
    summary: "install a plugin and activate it",
    operands: [
      {
        name: "reference",
        summary:
          "npm package, oci://…, https tarball, a .zip or .tgz, or a folder below a root that the portal allows",
        completes: "file",
      },
    ],
    options: [
      "with",
      "isolation",
      "set",
      "settings",
      "grant",
      "disabled",
      "dry-run",
      "yes",
    ],
    asksPortal: true,
    details: [
      "Shows what it will do and asks, where there is a terminal to ask in; with --yes, --json or without a terminal it goes ahead.",
      "Values of --set are JSON where they can be: refresh=10 is a number, refresh='\"10\"' is text. See flyloft settings --help for @- and @file.",
    ],
    examples: [
      ["flyloft install @acme/radar@^2.1", "from npm"],
      [
        "flyloft install @backstage/plugin-devtools --with family",
        "with its backend, which its own package.json names",
      ],
      [
        "flyloft install oci://registry.acme.example/portal/plugins:1.4!radar",
        "from an OCI registry",
      ],
      ["flyloft install ./radar-1.2.0.zip --dry-run", "what would it do?"],
    ],
    load: async () => (await import("../run/install.ts")).install,
  },
  {
    name: "uninstall",
    group: "change",
    summary: "deactivate a plugin, then remove its files, settings and tables",
    operands: [PLUGIN],
    options: ["dry-run", "yes"],
    asksPortal: true,
    details: [
      "Its data is lost: it asks, and without a terminal it needs --yes. To keep the data, use disable.",
    ],
    examples: [["flyloft uninstall radar --yes", "from a script"]],
    load: async () => (await import("../run/uninstall.ts")).uninstall,
  },
  {
    name: "enable",
    group: "change",
    summary: "activate a plugin; its data is as it was",
    operands: [{ ...PLUGIN, completes: "disabled-plugin" }],
    options: ["dry-run"],
    asksPortal: true,
    examples: [["flyloft enable radar", "open pages show it at once"]],
    load: async () => (await import("../run/switchPlugin.ts")).enable,
  },
  {
    name: "disable",
    group: "change",
    summary: "deactivate a plugin; its data is kept",
    operands: [{ ...PLUGIN, completes: "enabled-plugin" }],
    options: ["dry-run"],
    asksPortal: true,
    examples: [["flyloft disable radar", "pages, routes and API are gone"]],
    load: async () => (await import("../run/switchPlugin.ts")).disable,
  },
  {
    name: "upgrade",
    group: "change",
    summary:
      "another version of a plugin: the newest that runs here, or one that is named",
    operands: [
      {
        ...PLUGIN,
        name: "plugin[@version]",
        isOptional: true,
        summary: `${PLUGIN.summary}; npm: a version, range or tag; OCI: a tag or digest`,
      },
    ],
    options: ["all", "file", "dry-run", "yes"],
    asksPortal: true,
    examples: [
      ["flyloft upgrade radar", "the newest version that runs here"],
      ["flyloft upgrade radar@2.0.1", "an older one is fine too"],
      ["flyloft upgrade --all --yes", "everything, one after the other"],
      ["flyloft upgrade radar --file ./radar-2.2.0.zip", "from an archive"],
    ],
    load: async () => (await import("../run/upgrade.ts")).upgrade,
  },
  {
    name: "rollback",
    group: "change",
    summary: "go back: a plugin to before a change, or the whole portal",
    operands: [
      {
        name: "plugin|generation",
        isOptional: true,
        summary:
          "a plugin: version, settings and state as before its newest change; a number, or nothing: the portal as in that generation, or in the one that served before, until the next change",
        completes: "generation",
      },
    ],
    options: ["before", "dry-run", "yes"],
    asksPortal: true,
    examples: [
      ["flyloft rollback radar", "undo its newest change"],
      [
        "flyloft rollback radar --before 12",
        "see flyloft history for the numbers",
      ],
      ["flyloft rollback", "the portal as it was one generation ago"],
      ["flyloft rollback 7", "see flyloft generations for the numbers"],
    ],
    load: async () => (await import("../run/rollback.ts")).rollback,
  },
  {
    name: "grant",
    group: "change",
    summary: "allow a plugin optional permissions",
    operands: [PLUGIN, SCOPE],
    options: [],
    asksPortal: true,
    examples: [["flyloft grant radar kv.read", "beside those it has"]],
    load: async () => (await import("../run/grant.ts")).grant,
  },
  {
    name: "revoke",
    group: "change",
    summary: "take optional permissions from a plugin",
    operands: [PLUGIN, SCOPE],
    options: [],
    asksPortal: true,
    examples: [["flyloft revoke radar kv.read", "it keeps the others"]],
    load: async () => (await import("../run/grant.ts")).revoke,
  },
  {
    name: "retry",
    group: "change",
    summary: "start an isolated plugin again that crashed too often",
    operands: [PLUGIN],
    options: [],
    asksPortal: true,
    examples: [["flyloft retry radar-backend", "now, without a wait"]],
    load: async () => (await import("../run/retry.ts")).retry,
  },
];
