import type { CommandSpec } from "../line/CommandSpec.ts";

/** Commands for the portal as a whole. */
export const portalCommands: readonly CommandSpec[] = [
  {
    name: "start",
    group: "portal",
    summary: "install the configured plugins and serve the portal",
    operands: [],
    options: ["frozen", "port"],
    asksPortal: false,
    details: [
      "Runs until Ctrl-C or SIGTERM: it answers what is under way, then ends; a second one ends at once. SIGHUP reads the configuration again.",
      "With --json one line of JSON per event, each an object with `event`: installed, failed, serving, active, rejected, crashed, stopped. Log lines of the portal's processes stand between them; NODE_ENV=production makes those JSON too. LOG_LEVEL is error, warn, info (default) or debug.",
    ],
    examples: [
      ["flyloft start", "the portal that app-config.yaml here describes"],
      ["flyloft start --frozen", "production: nothing that isn't locked"],
    ],
    load: async () => (await import("../run/start.ts")).start,
  },
  {
    name: "plan",
    group: "portal",
    summary: "show what a start would add, change or remove; changes nothing",
    operands: [],
    options: ["frozen", "port"],
    asksPortal: false,
    details: [
      "What a single change would do to a running portal is shown by --dry-run with install, uninstall, enable, disable, upgrade, rollback and settings.",
    ],
    examples: [["flyloft plan", "what is different from what was locked"]],
    load: async () => (await import("../run/plan.ts")).plan,
  },
  {
    name: "mirror",
    group: "portal",
    summary:
      "copy all that the lockfile names, signatures included, for networks without its registries",
    operands: [
      {
        name: "target",
        summary: "a folder, or oci://registry/repository[:tag]",
        completes: "file",
      },
    ],
    options: ["dry-run", "from"],
    asksPortal: false,
    details: [
      "A folder gets the form of an OCI image layout. What is there already isn't fetched again; a run that was broken off goes on where it was, and until it is complete an earlier mirror stays as it is.",
      "A portal uses it with dynamicPlugins.mirror, together with the same plugins.lock.yaml.",
    ],
    examples: [
      ["flyloft mirror ./mirror", "to be carried into the closed network"],
      [
        "flyloft mirror oci://registry.acme.example/flyloft/mirror",
        "into a registry that can be reached from there",
      ],
      [
        "flyloft mirror --from ./mirror oci://registry.inside.example/flyloft/mirror",
        "from the folder into a registry inside; asks nothing else",
      ],
    ],
    load: async () => (await import("../run/mirror.ts")).mirror,
  },
  {
    name: "reload",
    group: "portal",
    summary:
      "read the configuration files again now (a saved change is seen by itself)",
    operands: [],
    options: [],
    asksPortal: true,
    examples: [["flyloft reload", "where the files are not watched"]],
    load: async () => (await import("../run/reload.ts")).reload,
  },
  {
    name: "generations",
    group: "portal",
    summary:
      "list what ran, newest first, and why what didn't run was not taken over",
    operands: [],
    options: [],
    asksPortal: true,
    examples: [["flyloft generations", "the one that serves has a *"]],
    load: async () => (await import("../run/generations.ts")).generations,
  },
  {
    name: "gc",
    group: "portal",
    summary: "remove packages that no kept generation needs",
    operands: [],
    options: [],
    asksPortal: true,
    examples: [["flyloft gc", "tells what was removed and what it freed"]],
    load: async () => (await import("../run/gc.ts")).gc,
  },
  {
    name: "export",
    group: "portal",
    summary: "print what administrators changed, as YAML for app-config.yaml",
    operands: [],
    options: [],
    asksPortal: true,
    details: ["Secrets are names of variables in it, never values."],
    examples: [
      [
        "flyloft export > managed.yaml",
        "to put what was changed in the browser under version control",
      ],
    ],
    load: async () => (await import("../run/exportState.ts")).exportState,
  },
];
