import { createRequire } from "node:module";
import type { RootConfigService } from "@backstage/backend-plugin-api";
import type express from "express";
import type { Express } from "express";

const hostRequire = createRequire(import.meta.url);

/** Whether the address, the nth before this process, may say whom it forwards for. */
type Trust = (address: string | undefined, hop: number) => boolean;

/**
 * Has the app of a host process trust the backend, which is whoever connects to its socket, and behind it whom
 * `backend.trustProxy` trusts. So plugins see the same `req.ip`, `req.protocol` and `req.hostname` as in the backend.
 */
export function trustBackend(app: Express): void {
  const configured = app.get("trust proxy fn") as Trust;
  const trust: Trust = (address, hop) =>
    hop === 0 || configured(address, hop - 1);
  app.set("trust proxy", trust);
}

/** Whether what a client of the portal says in `X-Forwarded-*` is to be believed: as `backend.trustProxy` says. */
export function readClientTrust(
  config: RootConfigService,
): (address: string | undefined) => boolean {
  const configured = config.getOptional("backend.trustProxy");
  if (configured === undefined) return () => false;
  const app = (hostRequire("express") as typeof express)();
  app.set("trust proxy", configured);
  const trust = app.get("trust proxy fn") as Trust;
  return (address) => trust(address, 0);
}
