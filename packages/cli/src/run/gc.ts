import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatBytes } from "../output/LiveLines.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";

/** `flyloft gc` */
export async function gc(invocation: Invocation): Promise<number> {
  const { options, output } = invocation;
  const answer = await ask(connect(options).POST("/gc"));
  const { removed, freedBytes } = answer;
  output.tell(answer, () => [
    ...removed.map((name) => `- ${name}`),
    removed.length === 0
      ? "Every package is needed; nothing was removed."
      : `${removed.length} removed, ${formatBytes(freedBytes)} freed.`,
  ]);
  return EXIT.done;
}
