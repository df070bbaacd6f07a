import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";
import type { HttpResponse } from "./HttpClient.ts";
import { NetworkFailure, toNetworkFailure } from "./NetworkFailure.ts";

/** The whole body, decoded, where it is at most `maxBytes` before and after decoding. */
export async function readBody(
  response: HttpResponse,
  maxBytes: number,
): Promise<Buffer> {
  const encoded = await collect(response.body, response.url, maxBytes);
  const decode = DECODERS[response.contentEncoding];
  if (!decode) return encoded;
  return decode(encoded, { maxOutputLength: maxBytes }).catch(
    (cause: unknown) => {
      throw new NetworkFailure("format", `${response.url}: unreadable body`, {
        cause,
      });
    },
  );
}

const DECODERS: Record<
  string,
  (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>
> = { gzip: promisify(gunzip), br: promisify(brotliDecompress) };

async function collect(
  body: Readable,
  url: string,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) {
        throw new NetworkFailure("size", `${url}: more than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw toNetworkFailure(error, url);
  }
  return Buffer.concat(chunks);
}
