import { type AppConfig, ConfigReader } from "@backstage/config";
import { BackendError } from "../errors.ts";
import type { ListenAddress } from "./ListeningPort.ts";

const DEFAULT_PORT = 7007;

/**
 * `backend.listen` in all forms that Backstage takes: `7007`, `:7007`, `host:7007`, or `{ host, port }`.
 *
 * @throws BackendError `SERVE_LISTEN_FAILED`
 */
export function readListenAddress(
  configs: readonly AppConfig[],
): ListenAddress {
  const config = ConfigReader.fromConfigs([...configs]);
  const listen = config.getOptional("backend.listen") ?? {};
  if (typeof listen === "string" || typeof listen === "number") {
    return parse(String(listen));
  }
  return {
    host: config.getOptionalString("backend.listen.host") ?? "",
    port: config.getOptionalNumber("backend.listen.port") ?? DEFAULT_PORT,
  };
}

function parse(text: string): ListenAddress {
  const [, host = "", port] = /^(?:(.*):)?(\d+)$/.exec(text) ?? [];
  if (port === undefined) {
    throw new BackendError(
      "SERVE_LISTEN_FAILED",
      `backend.listen is '${text}', which is no address.`,
      { hint: "Write a port, host:port, or the keys host and port." },
    );
  }
  return { host, port: Number(port) };
}
