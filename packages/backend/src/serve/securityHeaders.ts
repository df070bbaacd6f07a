import type { RootConfigService } from "@backstage/backend-plugin-api";

/**
 * A policy without `unsafe-eval` and without inline scripts. Styles may be inline, since Backstage's component
 * libraries write them; avatars may come from any https origin, and plugins ask the services there that they are for.
 */
const POLICY: Readonly<Record<string, readonly string[]>> = {
  "default-src": ["'self'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:", "https:"],
  "font-src": ["'self'", "data:"],
  "connect-src": ["'self'", "https:"],
  "object-src": ["'none'"],
  "base-uri": ["'self'"],
  "frame-ancestors": ["'self'"],
};

/** What JSON Schema forms and other plugins need that compile code in the browser. */
const COMPILING: readonly string[] = ["'self'", "'unsafe-eval'"];

export interface PolicyNeeds {
  /** Some plugin's pages compile code. */
  readonly evaluatesCode: boolean;
}

/**
 * The headers of every answer. `backend.csp` replaces directives, or takes them out with `false`, as in Backstage; what
 * it says of scripts holds also where a plugin would need more.
 */
export function securityHeaders(
  config: RootConfigService,
  needs: PolicyNeeds = { evaluatesCode: false },
): Readonly<Record<string, string>> {
  const policy: Record<string, readonly string[]> = { ...POLICY };
  if (needs.evaluatesCode) policy["script-src"] = COMPILING;
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
