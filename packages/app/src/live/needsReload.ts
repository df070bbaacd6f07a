import type { PortalData } from "@flyloft/plugin-core";
import { isSameData } from "./isSameData.ts";

/** What a running page can't take over: where the portal is, and how people sign in. */
const FIXED = [
  ["app", "baseUrl"],
  ["app", "signIn"],
  ["backend", "baseUrl"],
  ["auth"],
];

/** Whether a page of `shown` can become one of `next` only by being loaded again. */
export function needsReload(shown: PortalData, next: PortalData): boolean {
  if (shown.portal.shell !== next.portal.shell) return true;
  return FIXED.some(
    (path) => !isSameData(find(shown.config, path), find(next.config, path)),
  );
}

function find(config: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return config;
  return find((config as Record<string, unknown> | undefined)?.[key], rest);
}
