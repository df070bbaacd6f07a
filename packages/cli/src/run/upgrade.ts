import type { Job, ManagementClient } from "@flyloft/management";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { Mistake } from "../line/Mistake.ts";
import { formatOutcome } from "../output/formatOutcome.ts";
import { ask } from "../portal/ask.ts";
import { carryOut } from "../portal/carryOut.ts";
import { confirm } from "../portal/confirm.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";
import { exitCodeOfJob, showJob } from "../portal/finishJob.ts";
import { submitChange } from "../portal/submitChange.ts";
import { uploadArchive } from "../portal/uploadArchive.ts";

/** `flyloft upgrade` */
export async function upgrade(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [operand] = operands;
  if ((operand === undefined) !== (options.all === true)) {
    throw new Mistake("upgrade takes the name of a plugin, or --all.");
  }
  const client = connect(options);
  if (operand === undefined) return upgradeAll(client, invocation);
  const { given, version } = splitVersion(operand);
  if (version !== undefined && options.file !== undefined) {
    throw new Mistake("--file has its version already.");
  }
  const { name } = await findPlugin(client, given);
  const upload =
    options.file === undefined
      ? undefined
      : await uploadArchive(client, options.file, output);
  return carryOut(
    client,
    {
      change: {
        action: "upgrade",
        plugin: name,
        ...(version && { version }),
        ...(upload && { upload }),
      },
      question: `Upgrade ${name}?`,
    },
    invocation,
  );
}

/** `name@version`; a scope begins with `@` too. */
function splitVersion(operand: string): { given: string; version?: string } {
  const at = operand.indexOf("@", 1);
  if (at < 0) return { given: operand };
  const version = operand.slice(at + 1);
  if (version === "") throw new Mistake(`'${operand}' names no version.`);
  return { given: operand.slice(0, at), version };
}

/** One after the other; one that fails doesn't keep the others. */
async function upgradeAll(
  client: ManagementClient,
  { options, output }: Invocation,
): Promise<number> {
  const { items } = await ask(client.GET("/updates"));
  const updates = items.filter(({ newest }) => newest !== undefined);
  const lines = updates.map(
    ({ plugin, current, newest = "" }) => `~ ${plugin} ${current} → ${newest}`,
  );
  if (options["dry-run"] || updates.length === 0) {
    output.tell({ items: updates }, () =>
      lines.length > 0 ? lines : ["Everything is up to date."],
    );
    return EXIT.done;
  }
  output.remark(...lines);
  if (!options.yes) {
    await confirm(`Upgrade ${updates.length}?`, { loses: false, output });
  }
  const jobs: Job[] = [];
  for (const { plugin, newest } of updates) {
    const version = newest === undefined ? {} : { version: newest };
    const change = { action: "upgrade", plugin, ...version } as const;
    const started = await submitChange(client, change);
    jobs.push(await showJob(client, started, output));
  }
  output.tell({ items: jobs }, () =>
    jobs.flatMap((job) => formatOutcome(job, output.paint)),
  );
  return Math.max(...jobs.map(exitCodeOfJob));
}
