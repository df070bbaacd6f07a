import type { Upload } from "@flyloft/management";
import { AppError } from "../../errors.ts";
import { refusalOf, unreachable } from "../../management/answerOf.ts";
import { RefusedError } from "../../management/RefusedError.ts";

const LIMIT = 50 * 1024 * 1024;

export interface UploadOptions {
  /** `…/v1/uploads`, with the name of the file. */
  readonly url: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
  /** From 0 to 1: how much was sent. */
  readonly onProgress: (share: number) => void;
}

/** Throws where the portal would refuse the file without looking into it. */
export function checkArchive(file: Pick<File, "name" | "size">): void {
  if (!typeOf(file.name)) {
    throw refuse(
      new AppError(
        "APP_UPLOAD_NO_ARCHIVE",
        `${file.name} is neither a .zip nor a .tgz.`,
        { hint: "Pack the plugin with npm pack, or zip its folder." },
      ),
    );
  }
  if (file.size > LIMIT) {
    throw refuse(
      new AppError(
        "APP_UPLOAD_TOO_LARGE",
        `${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB; 50 MB is the most.`,
        {
          hint: "Leave out what the plugin doesn't need at run time, or install it from a registry.",
        },
      ),
    );
  }
}

/** Sends an archive, which the portal examines. With XMLHttpRequest, since `fetch` doesn't tell how much was sent. */
export function uploadArchive(
  file: File,
  options: UploadOptions,
): Promise<Upload> {
  const { url, token, signal, onProgress } = options;
  checkArchive(file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("content-type", typeOf(file.name) ?? "");
    if (token) request.setRequestHeader("authorization", `Bearer ${token}`);
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    );
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(request.response as Upload);
      else reject(refusalOf(request.response, request.status));
    });
    request.addEventListener("error", () => reject(unreachable(undefined)));
    request.addEventListener("abort", () => reject(signal.reason as Error));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function typeOf(name: string): string | undefined {
  if (/\.zip$/i.test(name)) return "application/zip";
  if (/\.(tgz|tar\.gz)$/i.test(name)) return "application/gzip";
  return undefined;
}

function refuse({ code, message, hint }: AppError): RefusedError {
  return new RefusedError({ code, message, hint });
}
