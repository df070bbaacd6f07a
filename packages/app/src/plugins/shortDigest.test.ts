import { expect, it } from "vitest";
import { shortDigest } from "./shortDigest.ts";

it("shortens the value of a digest and keeps its algorithm", () => {
  expect(shortDigest(`sha256:${"ab".repeat(32)}`)).toBe("sha256:abababababab…");
  expect(shortDigest("sha512-Jx3Ht8Zc7cQ0v6q3==")).toBe("sha512-Jx3Ht8Zc7cQ0…");
  expect(shortDigest("abc")).toBe("abc");
});
