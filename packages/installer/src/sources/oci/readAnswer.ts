import {
  NetworkFailure,
  toNetworkFailure,
} from "../../network/NetworkFailure.ts";
import type { Answer } from "./RegistryTransport.ts";

/** The whole body of a small answer; a failure past `limit` bytes. */
export async function readAnswer(
  answer: Answer,
  url: URL,
  limit: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of readChunks(answer, url)) {
    size += chunk.length;
    if (size > limit) {
      throw new NetworkFailure("size", `${url.href}: more than ${limit} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A body's chunks. What breaks the connection becomes a failure; what the reader throws stays as it is. */
export async function* readChunks(
  answer: Answer,
  url: URL,
): AsyncGenerator<Buffer> {
  const chunks = answer.body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw toNetworkFailure(error, url.href);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // What is left of it isn't wanted, and says so with an error.
    answer.body.on("error", () => undefined).destroy();
  }
}
