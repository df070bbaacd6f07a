import { expect, it } from "vitest";
import { orderChange, plannable } from "./changes.ts";
import { answerJson, startAnswering } from "./startAnswering.fixture.ts";

it("orders a change again with the same key where the answer got lost", async () => {
  const keys: unknown[] = [];
  const { client } = await startAnswering(
    ({ headers, method, url }, response) => {
      keys.push(headers["idempotency-key"]);
      if (keys.length === 1) return void response.socket?.destroy();
      return answerJson(response, 202, { id: `${method} ${url}` });
    },
  );
  const job = await orderChange(client, {
    action: "upgrade",
    plugin: "@acme/radar",
    version: "2.0.0",
  });
  expect(job.id).toBe("POST /plugins/%40acme%2Fradar/upgrade");
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[\da-f]{32}$/);
  expect(keys[0]).toBe(keys[1]);
});

it("does not order again what was refused", async () => {
  let requests = 0;
  const fields = [{ path: "/radar/limit", message: "must be 50 or less" }];
  const error = {
    code: "SETTINGS_INVALID",
    message: "Wrong.",
    hint: "",
    fields,
  };
  const { client } = await startAnswering((_, response) => {
    requests += 1;
    answerJson(response, 400, { error });
  });
  const order = {
    action: "configure" as const,
    plugin: "radar",
    update: { values: { radar: { limit: 500 } } },
  };
  await expect(orderChange(client, order)).rejects.toMatchObject({
    status: 400,
    fields,
    problem: { code: "SETTINGS_INVALID" },
  });
  expect(requests).toBe(1);
});

it("plans what can be planned", () => {
  const values = { radar: { limit: 5 } };
  expect(
    plannable({ action: "configure", plugin: "radar", update: { values } }),
  ).toEqual({ action: "configure", plugin: "radar", values });
  expect(plannable({ action: "reset", plugin: "radar" })).toBeUndefined();
});
