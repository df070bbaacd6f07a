import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";

/** `flyloft export` */
export async function exportState(invocation: Invocation): Promise<number> {
  const { options, output } = invocation;
  const text = await ask(connect(options).GET("/export", { parseAs: "text" }));
  const data = output.isJson ? await parseYaml(text) : undefined;
  output.tell(data, () => [text]);
  return EXIT.done;
}

async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return (parse(text) as unknown) ?? {};
}
