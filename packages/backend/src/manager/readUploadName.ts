import type { IncomingMessage } from "node:http";

const LONGEST = 255;

/** What an uploaded file is called, for people: of the query, or of `Content-Disposition`. Never a path. */
export function readUploadName(
  { headers }: IncomingMessage,
  asked: string | number | undefined,
): string {
  const disposition = String(headers["content-disposition"] ?? "");
  const [, quoted, plain] =
    /filename=(?:"([^"]*)"|([^;\s]+))/i.exec(disposition) ?? [];
  const given = String(asked ?? quoted ?? plain ?? "");
  const name = given
    .split(/[/\\]/)
    .at(-1)
    // What a terminal or a log would act on.
    ?.replace(/\p{C}/gu, "")
    .slice(0, LONGEST)
    .trim();
  return name || "archive";
}
