import type { AppConfig } from "@backstage/config";
import type { JsonObject } from "@backstage/types";

/** What belongs to the running portal: what it keeps, where it listens, and what it would fetch. */
const PORTAL_ONLY: readonly (readonly string[])[] = [
  ["backend", "database"],
  ["backend", "cache"],
  ["backend", "listen"],
  ["backend", "auth", "pluginKeyStore"],
  ["auth", "keyStore"],
  ["catalog", "locations"],
];

/** The portal's configuration for somebody who must not touch its database, its cache and its keys. Pure. */
export function ownConfig(configs: readonly AppConfig[]): readonly AppConfig[] {
  return configs.map((config) => {
    const data = structuredClone(config.data) as JsonObject;
    for (const path of PORTAL_ONLY) remove(data, path);
    return { ...config, data };
  });
}

function remove(data: JsonObject, [key = "", ...rest]: readonly string[]) {
  if (rest.length === 0) {
    delete data[key];
    return;
  }
  const child = data[key];
  if (typeof child === "object" && child !== null && !Array.isArray(child)) {
    remove(child as JsonObject, rest);
  }
}
