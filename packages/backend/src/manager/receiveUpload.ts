import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { mediaTypeOf } from "@flyloft/management/server";
import { BackendError } from "../errors.ts";

const EXTENSIONS: Readonly<Record<string, string>> = {
  "application/zip": ".zip",
  "application/gzip": ".tgz",
};

export interface UploadPlace {
  /** Absolute. */
  readonly folder: string;
  /** Bytes. */
  readonly limit: number;
}

export interface ReceivedUpload {
  /** Absolute. */
  readonly file: string;
  /** Whoever takes the file moves it away before. */
  discard(): Promise<void>;
}

/**
 * Writes a request's body into a file of its own. Nothing is left of one that is too large or breaks off.
 *
 * @throws BackendError `MANAGE_UPLOAD_TOO_LARGE`, `MANAGE_MEDIA_TYPE`
 */
export async function receiveUpload(
  request: IncomingMessage,
  { folder, limit }: UploadPlace,
): Promise<ReceivedUpload> {
  const type = mediaTypeOf(request.headers["content-type"]);
  const extension = EXTENSIONS[type];
  if (extension === undefined) {
    throw new BackendError(
      "MANAGE_MEDIA_TYPE",
      `An archive can't be ${type || "of no media type"}.`,
      { hint: `Send one of: ${Object.keys(EXTENSIONS).join(", ")}.` },
    );
  }
  if (Number(request.headers["content-length"] ?? 0) > limit) {
    throw tooLarge(limit);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${randomUUID()}${extension}`);
  const discard = () => rm(file, { force: true });
  try {
    const target = createWriteStream(file, { flags: "wx", mode: 0o600 });
    await pipeline(request, limitBytes(limit), target);
  } catch (error) {
    await discard();
    throw error;
  }
  return { file, discard };
}

function limitBytes(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
}

function tooLarge(limit: number): BackendError {
  return new BackendError(
    "MANAGE_UPLOAD_TOO_LARGE",
    `The archive has more than ${limit / 1000 ** 2} MB.`,
    {
      hint: "Raise dynamicPlugins.management.uploadLimit, or publish the package to a registry.",
    },
  );
}
