import { parse } from "yaml";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";

/** `flyloft export` */
export async function exportState(invocation: Invocation): Promise<number> {
  const { options, output } = invocation;
  const text = await ask(connect(options).GET("/export", { parseAs: "text" }));
  const data: unknown = output.isJson ? (parse(text) ?? {}) : undefined;
  output.tell(data, () => [text]);
  return EXIT.done;
}
