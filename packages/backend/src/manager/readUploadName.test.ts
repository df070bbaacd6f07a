import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { readUploadName } from "./readUploadName.ts";

function nameOf(asked?: string, disposition?: string): string {
  const headers = disposition ? { "content-disposition": disposition } : {};
  return readUploadName({ headers } as IncomingMessage, asked);
}

describe("readUploadName", () => {
  it.each([
    ["radar.zip", undefined, "radar.zip"],
    [undefined, 'attachment; filename="radar 2.zip"', "radar 2.zip"],
    [undefined, "attachment; filename=radar.tgz", "radar.tgz"],
    ["../../etc/passwd", undefined, "passwd"],
    ["C:\\plugins\\radar.zip", undefined, "radar.zip"],
    ["ra\u0000d\u001b[31mar\u202e.zip", undefined, "rad[31mar.zip"],
    ["", undefined, "archive"],
    ["/", undefined, "archive"],
    ["x".repeat(300), undefined, "x".repeat(255)],
  ])("takes %j and %j as %j", (asked, disposition, name) => {
    expect(nameOf(asked, disposition)).toBe(name);
  });
});
