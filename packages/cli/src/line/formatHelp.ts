import { COMMANDS } from "../commands/commands.ts";
import { type CommandSpec, optionsOf } from "./CommandSpec.ts";
import { EXIT_CODES } from "./exitCodes.ts";
import { type OptionName, optionSpec } from "./options.ts";
import { type Row, formatRows, wrap } from "./formatRows.ts";

const GROUPS: Readonly<Record<CommandSpec["group"], string>> = {
  portal: "The portal",
  change: "Plugins of a portal that runs",
  look: "Looking around",
  publish: "Making plugins",
  shell: "The shell",
};

/** What `flyloft --help` prints. */
export function formatHelp(): string {
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => [
    "",
    title,
    ...formatRows(
      COMMANDS.filter((spec) => spec.group === group).map((spec): Row => [
        usage(spec),
        spec.summary,
      ]),
    ),
  ]);
  return [
    "flyloft: a developer portal whose features arrive while it runs",
    ...groups,
    "",
    "Options of all commands",
    ...formatRows(optionRows(["config", "json", "no-color", "help"])),
    "",
    "Options of commands that ask a portal that runs",
    ...formatRows(optionRows(["url", "token-file"])),
    "",
    "Exit codes",
    ...formatRows(EXIT_CODES.map(([code, what]): Row => [`${code}`, what])),
    "",
    "flyloft <command> --help tells more of each.",
    "",
  ].join("\n");
}

/** What `flyloft <command> --help` prints. */
export function formatCommandHelp(spec: CommandSpec): string {
  const { operands, details = [], examples, summary } = spec;
  return [
    `${usage(spec)} [options]`,
    "",
    ...wrap(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`),
    ...details.flatMap((text) => ["", ...wrap(text)]),
    ...(operands.length > 0 ? [""] : []),
    ...formatRows(
      operands.map(({ name, summary: what, choices }): Row => [
        `<${name}>`,
        choices ? `${what} (${choices.join(", ")})` : what,
      ]),
    ),
    "",
    "Options",
    ...formatRows(optionRows(optionsOf(spec))),
    "",
    "Examples",
    ...examples.flatMap(([command, what]) => [
      `  ${command}`,
      ...(what ? [`      ${what}`] : []),
    ]),
    "",
  ].join("\n");
}

function usage({ name, operands }: CommandSpec): string {
  const words = operands.map(({ name: operand, isOptional, isRest }) => {
    const word = `<${operand}>${isRest ? "…" : ""}`;
    return isOptional ? `[${word}]` : word;
  });
  return ["flyloft", name, ...words].join(" ");
}

function optionRows(names: readonly OptionName[]): Row[] {
  return names.map((name): Row => {
    const { short, value, summary, choices } = optionSpec(name);
    const start = short === undefined ? "    " : `-${short}, `;
    const end = value === undefined ? "" : ` <${value}>`;
    return [
      `${start}--${name}${end}`,
      choices ? `${summary} (${choices.join(", ")})` : summary,
    ];
  });
}
