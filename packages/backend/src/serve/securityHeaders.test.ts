import { ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { expect, it } from "vitest";
import { securityHeaders } from "./securityHeaders.ts";

function policyOf(csp: JsonObject, evaluatesCode: boolean) {
  const config = new ConfigReader({ backend: { csp } });
  const headers = securityHeaders(config, { evaluatesCode });
  return headers["content-security-policy"];
}

it("lets pages compile code only where a plugin of the portal needs it", () => {
  expect(policyOf({}, false)).toContain("script-src 'self';");
  expect(policyOf({}, true)).toContain("script-src 'self' 'unsafe-eval';");
});

it("leaves the last word to backend.csp", () => {
  const csp = { scriptSrc: ["'self'"], "img-src": false };
  const policy = policyOf(csp, true);
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain("img-src");
});
