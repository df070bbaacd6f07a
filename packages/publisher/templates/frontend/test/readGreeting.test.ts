import { expect, it } from "vitest";
import { readGreeting } from "../src/readGreeting.ts";

const discoveryApi = { getBaseUrl: async (id: string) => `/api/${id}` };

it("tells what the backend says", async () => {
  const asked: string[] = [];
  const fetchApi = {
    fetch: async (url: RequestInfo | URL) => {
      asked.push(String(url));
      return Response.json({ text: "Hello" });
    },
  };
  expect(await readGreeting({ discoveryApi, fetchApi })).toBe("Hello");
  expect(asked).toEqual(["/api/example/greeting"]);
});

it("says so where there is no backend", async () => {
  const fetchApi = { fetch: async () => new Response("", { status: 404 }) };
  const text = await readGreeting({ discoveryApi, fetchApi });
  expect(text).toBe("The backend answered 404.");
});
