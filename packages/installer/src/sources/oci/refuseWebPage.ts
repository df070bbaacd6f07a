import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { Answer } from "./RegistryTransport.ts";

/** Throws NetworkFailure where a page for people came instead of what was asked for. */
export function refuseWebPage(answer: Answer, url: URL) {
  const type = String(answer.headers["content-type"] ?? "");
  if (!/^text\/html\b/i.test(type)) return;
  answer.body.on("error", () => undefined).destroy();
  throw new NetworkFailure(
    "format",
    `${url.href} answered a web page, perhaps a log-in form`,
  );
}
