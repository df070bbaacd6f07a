const RULES: readonly (readonly [RegExp, string])[] = [
  // user:password@host in any URL
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*(?::[^\s/@]*)?@/gi, "$1<redacted>@"],
  [
    /\b(authorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)?\s*)[^\s"',]+/gi,
    "$1<redacted>",
  ],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, "$1 <redacted>"],
  [
    /([?&](?:access_token|token|sig|signature|x-amz-signature|x-amz-credential|password|key)=)[^&\s"']+/gi,
    "$1<redacted>",
  ],
  [
    /((?:_authToken|_auth|_password|password|secret|token|apiKey)["']?\s*[:=]\s*["']?)[^\s"',}]+/gi,
    "$1<redacted>",
  ],
  [/\b(?:npm_|ghp_|gho_|ghs_|github_pat_)[A-Za-z0-9_]{16,}\b/g, "<redacted>"],
];

/** Removes credentials from text that is about to reach a log, a message or a page. */
export function redact(text: string): string {
  return RULES.reduce(
    (redacted, [pattern, replacement]) =>
      redacted.replace(pattern, replacement),
    text,
  );
}
