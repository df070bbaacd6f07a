import { describe, expect, it } from "vitest";
import { isRealmTrusted } from "./isRealmTrusted.ts";

describe("isRealmTrusted", () => {
  it.each([
    ["https://registry-1.docker.io", "https://auth.docker.io/token"],
    ["https://registry.gitlab.com", "https://gitlab.com/jwt/auth"],
    ["https://ghcr.io", "https://ghcr.io/token"],
    ["http://127.0.0.1:5000", "http://127.0.0.1:5001/token"],
    ["https://r.shop.co.uk", "https://auth.shop.co.uk/token"],
  ])("lets credentials of %s go to %s", (registry, realm) => {
    expect(isRealmTrusted(new URL(registry), new URL(realm))).toBe(true);
  });

  it.each([
    ["https://ghcr.io", "http://ghcr.io/token"],
    ["https://ghcr.io", "https://evil.io/token"],
    ["https://registry.example.com", "https://example.com.evil.org/token"],
    ["https://registry.example.com", "https://notexample.com/token"],
    ["https://shop.co.uk", "https://evil.co.uk/token"],
    ["https://registry.example.com", "https://169.254.169.254/token"],
    ["http://127.0.0.1:5000", "http://10.0.0.1/token"],
  ])("keeps credentials of %s from %s", (registry, realm) => {
    expect(isRealmTrusted(new URL(registry), new URL(realm))).toBe(false);
  });
});
