import { expect, it } from "vitest";
import { portableFetch } from "./portableFetch.ts";
import { answerJson, startAnswering } from "./startAnswering.fixture.ts";

it("sends bodies through middlewares that make a request of what they are given", async () => {
  let received = "";
  const { address } = await startAnswering((request, response) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.toString();
    });
    request.on("end", () => answerJson(response, 200, {}));
  });
  const middleware: typeof fetch = (input, init) => {
    // As Backstage's do, to look at the address.
    void new Request(input, init).url;
    return fetch(input, init);
  };
  const response = await portableFetch(middleware)(
    new Request(address, { method: "POST", body: "all of it" }),
  );
  expect(response.status).toBe(200);
  expect(received).toBe("all of it");
});
