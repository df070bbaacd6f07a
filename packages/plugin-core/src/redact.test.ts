import { describe, expect, it } from "vitest";
import { redact } from "./redact.ts";

describe("redact", () => {
  it.each([
    ["https://user:hunter2@registry.example/a", "hunter2"],
    ["oci://user:hunter2@localhost:5000/a", "hunter2"],
    ["https://hunter2token@registry.example/a", "hunter2token"],
    ["Authorization: Bearer abc.def.ghi-123", "abc.def.ghi-123"],
    ["Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
    ['"authorization":"Bearer abcdefgh12345"', "abcdefgh12345"],
    ["//localhost:4873/:_authToken=s3cr3t-token", "s3cr3t-token"],
    ["GET /blob?sig=aaaabbbb&x=1", "aaaabbbb"],
    ["password: 'correct horse'", "correct"],
    ["npm_abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijkl"],
  ])("keeps the secret out of %s", (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it.each([
    "oci://localhost:5000/team/plugin:1.0!home",
    "@scope/name@^1.2.3",
    "https://registry.example/@scope%2fname",
    "sha512-abcDEF0123+/==",
  ])("leaves %s as it is", (text) => {
    expect(redact(text)).toBe(text);
  });
});
