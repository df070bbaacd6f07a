import { describe, expect, it } from "vitest";
import { concealAll } from "./conceal.ts";

describe("data without secrets", () => {
  it("keeps its form, whatever the secret looks like", () => {
    const data = { state: "failed", reason: 'it said "failed"', count: 1 };
    for (const secret of ['"failed', '":"', "{", ",", "1"]) {
      expect(concealAll(data, [secret])).toMatchObject({
        state: "failed",
        count: 1,
      });
    }
    expect(concealAll(data, ['"failed"']).reason).toBe("it said ***");
  });

  it("holds none of them, however deep, and takes one iteration as well as many", () => {
    const data = { list: [{ text: "the s3cr3t-value" }, "s3cr3t-value"] };
    const concealed = concealAll(data, new Set(["s3cr3t-value"]).values());
    expect(concealed).toEqual({ list: [{ text: "the ***" }, "***"] });
  });
});
