import type { Job } from "@flyloft/management";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatReport } from "../output/formatReport.ts";
import { formatTable } from "../output/formatTable.ts";
import type { Paint } from "../output/Paint.ts";
import { formatTime, plain } from "../output/plainText.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";

const ID_LENGTH = 8;

/** `flyloft jobs` */
export async function jobs(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const client = connect(options);
  const [given] = operands;
  const { items } = await ask(client.GET("/jobs"));
  if (given === undefined) {
    output.tell({ items }, () => formatJobs(items, output.paint));
    return EXIT.done;
  }
  const id = items.find((job) => job.id.startsWith(given))?.id ?? given;
  const job = await ask(client.GET("/jobs/{id}", { params: { path: { id } } }));
  output.tell(job, () => formatJob(job));
  return EXIT.done;
}

function formatJobs(items: readonly Job[], paint: Paint): string[] {
  if (items.length === 0) return ["There were none."];
  const rows = items.map((job) => [
    job.id.slice(0, ID_LENGTH),
    formatTime(job.createdAt),
    plain(job.actor),
    job.kind,
    plain(job.plugin ?? "-"),
    job.state === "failed" ? paint.bad(job.state) : job.state,
    job.error?.code ?? "",
  ]);
  const heading = ["job", "time", "who", "what", "plugin", "state", ""];
  return formatTable(heading, rows, paint);
}

function formatJob(job: Job): string[] {
  return [
    `${job.kind} ${plain(job.plugin)}: ${job.state}`,
    ...job.steps.map(
      ({ at, stage = "", text }) =>
        `  ${formatTime(at)}  ${stage.padEnd(8)} ${plain(text)}`,
    ),
    ...(job.error ? formatReport(job.error).map((line) => `    ${line}`) : []),
  ];
}
