import { createManagementClient } from "@flyloft/management/client";
import { afterEach, expect, it } from "vitest";
import type { DevTeller } from "./DevTeller.ts";
import { OverrideSession } from "./OverrideSession.ts";

let session: OverrideSession | undefined;
afterEach(() => session?.end());

/** A session in a portal that answers so. */
async function begin(answer: (request: Request) => Response) {
  const ended: string[] = [];
  const teller = { ended: (why: string) => ended.push(why) };
  const client = createManagementClient({
    baseUrl: "https://portal.acme.example/api/plugin-manager/v1",
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (request.method !== "POST") return answer(request);
      const id = "0b0e9c1e-8a52-4ac1-a2a7-0d3f3c1f7f10";
      return Response.json({ id, keepSeconds: 0.05 }, { status: 201 });
    },
  });
  session = await OverrideSession.begin(
    client,
    ["@acme/radar"],
    teller as unknown as DevTeller,
  );
  return { session, ended };
}

it("ends, and says why, where the portal no longer takes its token", async () => {
  const error = { name: "AuthenticationError", message: "Token expired" };
  const refuse = () => Response.json({ error }, { status: 401 });
  const begun = await begin(refuse);
  await begun.session.ended;
  expect(begun.ended).toEqual([
    "The portal let the session lapse: It answered 401: Token expired.",
  ]);
});

it("tells no more problems than a portal takes", async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const begun = await begin((request) => {
    void request.text().then((text) => {
      const { problems = [] } = JSON.parse(text || "{}") as {
        problems?: unknown[];
      };
      if (problems.length > 0) resolve(problems.length);
    });
    return Response.json({ id: "", keepSeconds: 1 });
  });
  const reports = Array.from({ length: 80 }, (_, line) => {
    return { code: "A", message: `Mistake ${line}`, hint: "c" };
  });
  begun.session.tell(new Map([["@acme/radar", reports]]));
  expect(await promise).toBe(50);
});
