import type { IncomingMessage } from "node:http";
import type { RootConfigService } from "@backstage/backend-plugin-api";
import { mediaTypeOf } from "@flyloft/management/server";
import { BackendError } from "../errors.ts";

/** None of them can be the body of a form. */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  "application/json",
  "application/zip",
  "application/gzip",
]);

/**
 * Refuses changes that another site's page makes in a user's browser. Tokens travel in a header that such a page can't
 * set, so this is the second lock.
 *
 * @throws BackendError `MANAGE_CROSS_SITE`, `MANAGE_MEDIA_TYPE`
 */
export function refuseForeign(
  { headers }: IncomingMessage,
  isOwn: (origin: string) => boolean,
): void {
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  const isForeign =
    origin === undefined
      ? site === "cross-site" || site === "same-site"
      : !isOwn(origin);
  if (isForeign) {
    throw new BackendError(
      "MANAGE_CROSS_SITE",
      `A page of ${origin ?? "another site"} may not change plugins.`,
      {
        hint: "Use the portal at the address of app.baseUrl. Where its pages come from another one, name that in backend.cors.origin.",
      },
    );
  }
  const hasBody =
    headers["transfer-encoding"] !== undefined ||
    Number(headers["content-length"] ?? 0) > 0;
  const type = mediaTypeOf(headers["content-type"]);
  if ((type !== "" || hasBody) && !MEDIA_TYPES.has(type)) {
    throw new BackendError(
      "MANAGE_MEDIA_TYPE",
      `The body is ${type || "of no media type"}.`,
      { hint: `Send one of: ${[...MEDIA_TYPES].join(", ")}.` },
    );
  }
}

/** Tells the origins of the portal's own pages, and those that `backend.cors` names. */
export function readOrigins(
  config: RootConfigService,
): (origin: string) => boolean {
  const cors = config.getOptional("backend.cors.origin");
  const own = ["app.baseUrl", "backend.baseUrl"]
    .map((key) => config.getOptionalString(key))
    .flatMap((url) => (url && URL.canParse(url) ? new URL(url).origin : []));
  const named = [cors].flat().filter((item) => typeof item === "string");
  const globs = named.filter((item) => item.includes("*") && item !== "*");
  const exact = new Set([...own, ...named]);
  const patterns = globs.map(
    (glob) =>
      new RegExp(`^${glob.split("*").map(escapePattern).join("[^/.]*")}$`, "u"),
  );
  return (origin) =>
    exact.has(origin) || patterns.some((pattern) => pattern.test(origin));
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.|?+()[\]{}/]/g, "\\$&");
}
