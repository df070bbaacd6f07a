import type { CommandSpec } from "../line/CommandSpec.ts";
import { PLUGIN } from "./changeCommands.ts";

export const settingsCommand: CommandSpec = {
  name: "settings",
  group: "change",
  summary: "show a plugin's settings, or change them; takes effect at once",
  operands: [
    PLUGIN,
    {
      name: "action",
      isOptional: true,
      choices: ["set", "unset", "reset"],
      summary:
        "set: change some; unset: back to what files say, for some; reset: for all; left out: show what holds",
    },
    {
      name: "key[=value]",
      isOptional: true,
      isRest: true,
      completes: "setting",
      summary:
        "dotted path from the root of the configuration, list[0] for an element, or a JSON pointer (/a/b)",
    },
  ],
  options: ["schema", "dry-run"],
  asksPortal: true,
  details: [
    'Values are read as the plugin\'s schema says: numbers, true and false, text as it stands, lists as JSON or with commas, objects as JSON. Quote "text" where no schema tells.',
    "value=@- reads standard input, @file a file, @env:NAME a variable: for secrets, which others could see on a command line. @@ at the beginning stands for @. Secrets are never shown.",
  ],
  examples: [
    ["flyloft settings radar", "what holds, and who set it"],
    ["flyloft settings radar --schema", "what can be set"],
    [
      "flyloft settings radar set radar.refreshMinutes=10 radar.rings=adopt,trial",
      "two at once",
    ],
    [
      "flyloft settings radar set radar.token=@- < token.txt",
      "a secret from standard input",
    ],
    ["flyloft settings radar unset radar.rings", "what the files say again"],
    ["flyloft settings radar reset", "for all of them"],
  ],
  load: async () => (await import("../run/settings.ts")).settings,
};
