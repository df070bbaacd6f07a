/** One server-sent event. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** The events of a stream, as it brings them. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export async function* readEvents(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const chunk of stream) {
    pending += decoder.decode(chunk, { stream: true });
    const blocks = pending.split(/\r?\n\r?\n/);
    pending = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event) yield event;
    }
  }
}

/** Undefined for a comment, which keeps a connection alive. */
function parseEvent(block: string): ServerEvent | undefined {
  const fields = block
    .split(/\r?\n/)
    .map((line) => /^(event|data): ?(.*)$/.exec(line) ?? []);
  const values = (wanted: string) =>
    fields.flatMap(([, field, value = ""]) =>
      field === wanted ? [value] : [],
    );
  const data = values("data");
  if (data.length === 0) return undefined;
  return { name: values("event").at(-1) ?? "message", data: data.join("\n") };
}
