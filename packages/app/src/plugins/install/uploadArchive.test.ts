import { expect, it } from "vitest";
import type { RefusedError } from "../../management/RefusedError.ts";
import { checkArchive } from "./uploadArchive.ts";

const codeOf = (name: string, size: number) => {
  try {
    checkArchive({ name, size });
    return undefined;
  } catch (error) {
    return (error as RefusedError).problem.code;
  }
};

it("refuses what the portal would refuse, before it is sent", () => {
  const limit = 50 * 1024 * 1024;
  expect(codeOf("radar.zip", limit)).toBeUndefined();
  expect(codeOf("radar-1.0.0.TGZ", 1)).toBeUndefined();
  expect(codeOf("radar.tar.gz", 1)).toBeUndefined();
  expect(codeOf("radar.zip", limit + 1)).toBe("APP_UPLOAD_TOO_LARGE");
  expect(codeOf("radar.rar", 1)).toBe("APP_UPLOAD_NO_ARCHIVE");
  expect(codeOf("zip", 1)).toBe("APP_UPLOAD_NO_ARCHIVE");
});
