import { type ChangeOutcome, askPortal } from "@flyloft/backend";
import type { GenerationRecord } from "@flyloft/plugin-core";
import { formatError } from "./formatError.ts";
import { formatReport } from "./formatReport.ts";
import type { AskCommand } from "./parseArguments.ts";

/** The commands that ask a running portal. Resolves to the exit code. */
export async function ask(command: AskCommand): Promise<number> {
  const location = { cwd: process.cwd(), configFiles: command.configFiles };
  try {
    switch (command.name) {
      case "generations": {
        const items = await askPortal(location, "GET /v1/generations");
        return print(command, items, items.map(describeRecord));
      }
      case "reload":
        return tell(command, await askPortal(location, "POST /v1/reload"));
      case "rollback": {
        const { generation } = command;
        const body = { generation };
        return tell(
          command,
          await askPortal(location, "POST /v1/rollback", body),
        );
      }
      case "retry": {
        const { plugin } = command;
        const answer = await askPortal(location, "POST /v1/retry", { plugin });
        return print(command, answer, [`${answer.plugin} is started again.`]);
      }
    }
  } catch (error) {
    process.stderr.write(`${formatError(error)}\n`);
    return 1;
  }
}

function tell(command: AskCommand, outcome: ChangeOutcome): number {
  const lines = {
    unchanged: () => [`Nothing to change: generation ${outcome.generation}.`],
    active: () => [`Generation ${outcome.generation} serves.`],
    rejected: () => [
      `Generation ${outcome.generation} was not taken over. What served before goes on serving.`,
      ...(outcome.state === "rejected"
        ? formatReport(outcome.reason).map((line) => `    ${line}`)
        : []),
    ],
  }[outcome.state]();
  print(command, outcome, lines);
  return outcome.state === "rejected" ? 1 : 0;
}

function print(
  { json }: AskCommand,
  data: unknown,
  lines: readonly string[],
): number {
  const text = json ? JSON.stringify(data, null, 2) : lines.join("\n");
  process.stdout.write(`${text}\n`);
  return 0;
}

function describeRecord(record: GenerationRecord): string {
  const { number, state, createdAt, cause, reason, isKept } = record;
  const mark = state === "active" ? "*" : " ";
  const time = createdAt.slice(0, 19).replace("T", " ");
  const why = reason ? `  ${reason.code}: ${reason.message}` : "";
  const gone = isKept ? "" : "  (no longer kept)";
  return `${mark} ${String(number).padStart(4)}  ${state.padEnd(8)}  ${time}  ${cause}${why}${gone}`;
}
