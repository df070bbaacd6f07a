import { readFile } from "node:fs/promises";
import path from "node:path";
import { mediaTypeOf } from "../mediaTypes.ts";
import { isRead, type Route } from "../Route.ts";
import { DEVELOPMENT_PATH, type Development } from "./Development.ts";

/** No name begins with a dot, so none leads out of the folder. */
const FILE = /^([0-9a-f-]{36})\/(\d+)\/((?!\.)[^/\\]+(?:\/(?!\.)[^/\\]+)*)$/;

/** Files of development versions, for browsers of their session. For all others there are none. */
export function developmentRoute(development: Development): Route {
  return async (urlPath, exchange) => {
    if (!urlPath.startsWith(DEVELOPMENT_PATH)) return false;
    const { request, response } = exchange;
    // Nor may what stands in between keep the refusal: another browser gets the file.
    response.setHeader("cache-control", "private, no-store");
    const [, id, build, name] =
      FILE.exec(urlPath.slice(DEVELOPMENT_PATH.length)) ?? [];
    if (!id || !name || !isRead(exchange)) return false;
    const folder = development.folderFor(request, id, Number(build));
    const body =
      folder === undefined
        ? undefined
        : await readFile(path.join(folder, name)).catch(() => undefined);
    if (!body) return false;
    response.writeHead(200, {
      "content-type": mediaTypeOf(name),
      "content-length": body.length,
    });
    response.end(request.method === "HEAD" ? undefined : body);
    return true;
  };
}
