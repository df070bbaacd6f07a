import type { CommandSpec } from "../line/CommandSpec.ts";
import { PLUGIN } from "./changeCommands.ts";

/** Commands that look, and those for the shell. */
export const lookCommands: readonly CommandSpec[] = [
  {
    name: "list",
    group: "look",
    summary: "list the plugins and how each stands",
    operands: [],
    options: ["updates", "state"],
    asksPortal: true,
    examples: [
      ["flyloft list --state failed", "what is wrong, and why"],
      ["flyloft list --updates", "asks where the plugins came from"],
    ],
    load: async () => (await import("../run/list.ts")).list,
  },
  {
    name: "show",
    group: "look",
    summary: "tell all that is known of a plugin, with its versions",
    operands: [PLUGIN],
    options: [],
    asksPortal: true,
    examples: [["flyloft show radar", "state, origin, permissions, versions"]],
    load: async () => (await import("../run/show.ts")).show,
  },
  {
    name: "search",
    group: "look",
    summary: "search the configured catalogs",
    operands: [
      { name: "text", isOptional: true, summary: "left out: everything" },
    ],
    options: ["category", "catalog", "limit"],
    asksPortal: true,
    examples: [["flyloft search radar --category Data", ""]],
    load: async () => (await import("../run/search.ts")).search,
  },
  {
    name: "history",
    group: "look",
    summary: "list who changed what, newest first",
    operands: [{ ...PLUGIN, isOptional: true }],
    options: ["limit"],
    asksPortal: true,
    examples: [["flyloft history radar", "what rollback --before can undo"]],
    load: async () => (await import("../run/history.ts")).history,
  },
  {
    name: "jobs",
    group: "look",
    summary: "list the newest changes and how they stand, or tell one's steps",
    operands: [
      { name: "job", isOptional: true, summary: "its id, or how it begins" },
    ],
    options: [],
    asksPortal: true,
    examples: [["flyloft jobs 3f2a", "its steps, and why it failed"]],
    load: async () => (await import("../run/jobs.ts")).jobs,
  },
  {
    name: "doctor",
    group: "look",
    summary:
      "tell whether a package would run here, and if not why; leaves the portal alone",
    operands: [
      {
        name: "package",
        summary: "any reference that install takes",
        completes: "file",
      },
    ],
    options: ["with"],
    asksPortal: false,
    examples: [
      ["flyloft doctor @acme/radar-backend@latest", "before it is installed"],
    ],
    load: async () => (await import("../run/doctor.ts")).doctor,
  },
  {
    name: "config:docs",
    group: "look",
    summary:
      "describe every key that the installed plugins and the portal can be configured with",
    operands: [
      {
        name: "package",
        isOptional: true,
        summary: "only the keys of this one",
      },
    ],
    options: [],
    asksPortal: false,
    examples: [["flyloft config:docs > config.md", "a reference in Markdown"]],
    load: async () => (await import("../run/configDocs.ts")).configDocs,
  },
  {
    name: "completion",
    group: "shell",
    summary: "print a script that completes commands, options and plugins",
    operands: [
      { name: "shell", choices: ["bash", "zsh", "fish"], summary: "of which" },
    ],
    options: [],
    asksPortal: false,
    examples: [
      ['eval "$(flyloft completion bash)"', "in ~/.bashrc"],
      ['eval "$(flyloft completion zsh)"', "in ~/.zshrc, after compinit"],
      ["flyloft completion fish | source", "in ~/.config/fish/config.fish"],
    ],
    load: async () => (await import("../complete/completion.ts")).completion,
  },
];
