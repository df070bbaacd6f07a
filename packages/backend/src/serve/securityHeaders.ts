import type { RootConfigService } from "@backstage/backend-plugin-api";

/**
 * A policy without `unsafe-eval` and without inline scripts. Styles may be inline, since Backstage's component
 * libraries write them; avatars may come from any https origin.
 */
const POLICY: Readonly<Record<string, readonly string[]>> = {
  "default-src": ["'self'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:", "https:"],
  "font-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "object-src": ["'none'"],
  "base-uri": ["'self'"],
  "frame-ancestors": ["'self'"],
};

/** The headers of every answer. `backend.csp` replaces directives, or takes them out with `false`, as in Backstage. */
export function securityHeaders(
  config: RootConfigService,
): Readonly<Record<string, string>> {
  const policy: Record<string, readonly string[]> = { ...POLICY };
  const own = config.getOptionalConfig("backend.csp");
  for (const key of own?.keys() ?? []) {
    const directive = key.replace(
      /[A-Z]/g,
      (letter) => `-${letter.toLowerCase()}`,
    );
    if (own?.getOptional(key) === false) delete policy[directive];
    else policy[directive] = own?.getStringArray(key) ?? [];
  }
  return {
    "content-security-policy": Object.entries(policy)
      .map(([directive, sources]) => [directive, ...sources].join(" "))
      .join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
  };
}
