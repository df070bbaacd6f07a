import { describe, expect, it } from "vitest";
import type { ManagementCall } from "../supervisor/messages.ts";
import { listInstalled } from "./listInstalled.ts";

/** What a plan says of an archive or a folder that brings a package along. */
const planned = (reference: string) => ({
  plugins: [
    { reference, after: { name: "@acme/radar" } },
    { reference: "@stranger/tool@1.0.0" },
  ],
});

function listAlong(request: Parameters<typeof listInstalled>[1]) {
  const reference = request.directory ?? "/data/uploads/1.tgz";
  const ask = ({ operation }: ManagementCall) => {
    expect(operation).toBe("planChange");
    return Promise.resolve({ status: 200, body: planned(reference) });
  };
  return listInstalled({ ask }, request, "user:default/me");
}

describe("what an installation brings", () => {
  it("is also what comes along with a folder or an archive, from where that comes", async () => {
    const along = ["@stranger/tool@1.0.0"];
    for (const [request, source] of [
      [{ directory: "/plugins/radar", with: along }, "folder"],
      [{ upload: "1", with: along }, "archive"],
    ] as const) {
      const complete = { enabled: true, ...request, with: [...request.with] };
      expect(await listAlong(complete)).toMatchObject([
        { name: "@acme/radar", source },
        { name: "@stranger/tool", source: "npm", registry: "@stranger" },
      ]);
    }
  });
});
