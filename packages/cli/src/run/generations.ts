import type { GenerationRecord } from "@flyloft/plugin-core";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatTime } from "../output/plainText.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";

/** `flyloft generations` */
export async function generations(invocation: Invocation): Promise<number> {
  const { options, output } = invocation;
  const answer = await ask(connect(options).GET("/generations"));
  output.tell(answer, () =>
    answer.items.map((item) => describe(item as GenerationRecord)),
  );
  return EXIT.done;
}

function describe(record: GenerationRecord): string {
  const { number, state, createdAt, cause, reason, isKept } = record;
  const mark = state === "active" ? "*" : " ";
  const why = reason ? `  ${reason.code}: ${reason.message}` : "";
  const gone = isKept ? "" : "  (no longer kept)";
  return `${mark} ${String(number).padStart(4)}  ${state.padEnd(8)}  ${formatTime(createdAt)}  ${cause}${why}${gone}`;
}
