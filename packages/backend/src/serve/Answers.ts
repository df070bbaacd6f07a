import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { isCompressible, mediaTypeOf } from "./mediaTypes.ts";
import type { Asset, AssetFolder } from "./AssetFolder.ts";

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Below this many bytes compression costs more than it saves. */
const WORTH_COMPRESSING = 1024;
/** Above this many bytes a file without a built `.br` or `.gz` is sent as it is. */
const COMPRESS_LIMIT = 8 * 1024 * 1024;

export const IMMUTABLE = "public, max-age=31536000, immutable";

/** Content that is in memory. */
export interface Content {
  readonly body: Buffer;
  readonly mediaType: string;
  readonly cacheControl: string;
}

export interface AssetRequest {
  readonly folder: AssetFolder;
  readonly name: string;
  readonly cacheControl: string;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Encoding = "br" | "gzip";

/** Answers GET and HEAD with files and content: entity tags, content negotiation, compression made once and kept. */
export class Answers {
  readonly #compressed = new Map<string, Promise<Buffer>>();

  async content(exchange: Exchange, content: Content): Promise<void> {
    const tag = tagOf(content.body);
    const encoding = this.#encodingFor(
      exchange,
      content.mediaType,
      content.body.length,
    );
    if (!begin(exchange, { ...content, tag, encoding })) return;
    const body = encoding
      ? await this.#compress(tag + encoding, encoding, async () => content.body)
      : content.body;
    end(exchange, body);
  }

  /** Resolves to false where the folder has no such file. */
  async asset(
    exchange: Exchange,
    { folder, name, cacheControl }: AssetRequest,
  ): Promise<boolean> {
    const asset = folder.find(name);
    if (!asset) return false;
    const mediaType = mediaTypeOf(name);
    const tag = `"${asset.size.toString(36)}-${Math.round(asset.mtimeMs).toString(36)}"`;
    const encoding = this.#encodingFor(exchange, mediaType, asset.size);
    if (!begin(exchange, { mediaType, cacheControl, tag, encoding }))
      return true;
    const built =
      encoding && folder.find(`${name}.${encoding === "br" ? "br" : "gz"}`);
    if (!encoding || built) {
      sendFile(exchange, built || asset);
      return true;
    }
    const read = () => readFile(asset.file);
    end(exchange, await this.#compress(asset.file + encoding, encoding, read));
    return true;
  }

  #encodingFor(
    { request }: Exchange,
    mediaType: string,
    size: number,
  ): Encoding | undefined {
    if (size < WORTH_COMPRESSING || size > COMPRESS_LIMIT) return undefined;
    if (!isCompressible(mediaType)) return undefined;
    const accepted = String(request.headers["accept-encoding"] ?? "");
    if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) return "br";
    return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)
      ? "gzip"
      : undefined;
  }

  #compress(
    key: string,
    encoding: Encoding,
    read: () => Promise<Buffer>,
  ): Promise<Buffer> {
    const known = this.#compressed.get(key);
    if (known) return known;
    const made = read().then((body) =>
      encoding === "br"
        ? compressBrotli(body, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 6 },
          })
        : compressGzip(body),
    );
    this.#compressed.set(key, made);
    made.catch(() => this.#compressed.delete(key));
    return made;
  }
}

interface Head {
  readonly mediaType: string;
  readonly cacheControl: string;
  readonly tag: string;
  readonly encoding: Encoding | undefined;
}

/** Writes the headers. False where the client has the content already. */
function begin({ request, response }: Exchange, head: Head): boolean {
  const tag = head.encoding
    ? head.tag.replace(/"$/, `-${head.encoding}"`)
    : head.tag;
  response.setHeader("content-type", head.mediaType);
  response.setHeader("cache-control", head.cacheControl);
  response.setHeader("etag", tag);
  response.setHeader("vary", "accept-encoding");
  if (request.headers["if-none-match"] === tag) {
    response.statusCode = 304;
    response.end();
    return false;
  }
  if (head.encoding) response.setHeader("content-encoding", head.encoding);
  return true;
}

function end({ request, response }: Exchange, body: Buffer): void {
  response.setHeader("content-length", body.length);
  response.end(request.method === "HEAD" ? undefined : body);
}

function sendFile({ request, response }: Exchange, asset: Asset): void {
  response.setHeader("content-length", asset.size);
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const stream = createReadStream(asset.file);
  stream.on("error", (error) => response.destroy(error));
  stream.pipe(response);
}

function tagOf(body: Buffer): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}
