import { beforeAll, describe, expect, it } from "vitest";
import {
  type Operation,
  type RefusedCall,
  type ValidCall,
  isRefused,
  matchOperation,
  readDescription,
  readOperations,
  validateCall,
} from "../src/server.ts";

let operations: readonly Operation[];

beforeAll(async () => {
  operations = readOperations(await readDescription());
});

interface Request {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

function call(
  method: string,
  url: string,
  { headers = {}, body }: Request = {},
): ValidCall | RefusedCall | undefined {
  const match = matchOperation(operations, method, url);
  const type = { "content-type": "application/json; charset=utf-8" };
  return (
    match && validateCall(match, { headers: { ...type, ...headers }, body })
  );
}

function messageOf(made: ValidCall | RefusedCall | undefined): string {
  if (!made || !isRefused(made)) throw new Error("It was not refused.");
  expect(made.status).toBe(400);
  expect(made.body.error.code).toBe("MANAGE_REQUEST_INVALID");
  return made.body.error.message;
}

describe("the operations of the description", () => {
  it("are found by method and path, and each says what it needs", () => {
    expect(operations.length).toBeGreaterThan(30);
    for (const operation of operations) {
      const url = operation.path.replace(/\{\w+\}/g, "1");
      expect(matchOperation(operations, operation.method, url)?.operation).toBe(
        operation,
      );
      const { permission } = operation;
      expect(permission === null || /^[a-z]+$/.test(permission)).toBe(true);
    }
  });

  it("decode names with slashes, and numbers", () => {
    expect(call("GET", "/plugins/%40acme%2Ftodo/logs?limit=5")).toEqual({
      operation: "getLogs",
      parameters: { name: "@acme/todo", limit: 5 },
      body: undefined,
      idempotencyKey: undefined,
    });
    expect(call("GET", "/plugins/todo/logs")).toMatchObject({
      parameters: { limit: 200 },
    });
    expect(call("POST", "/generations/0/rollback")).toMatchObject({
      parameters: { number: 0 },
    });
  });

  it("take the key of an idempotent request from its header", () => {
    const headers = { "idempotency-key": "12345678" };
    expect(call("POST", "/plugins/todo/enable", { headers })).toMatchObject({
      parameters: { name: "todo" },
      idempotencyKey: "12345678",
    });
  });

  it("are not found where there is nothing", () => {
    expect(call("PATCH", "/plugins")).toBeUndefined();
    expect(call("GET", "/plugins/")).toBeUndefined();
    expect(call("GET", "/plugins/%E0%A4%A")).toBeUndefined();
    expect(call("GET", "/nothing")).toBeUndefined();
  });
});

describe("a call that is not of the form", () => {
  it("is told which parameter is wrong, and how", () => {
    expect(messageOf(call("GET", "/plugins/a/logs?limit=501"))).toBe(
      "The parameter limit must be <= 500.",
    );
    expect(messageOf(call("GET", "/plugins/a/logs?limit=1&limit=2"))).toBe(
      "The parameter limit is given twice.",
    );
    expect(messageOf(call("GET", "/plugins?limit=5"))).toBe(
      "The parameter limit is not known; there are: none.",
    );
    expect(messageOf(call("GET", "/jobs/17"))).toBe(
      'The parameter id must match format "uuid".',
    );
    expect(messageOf(call("GET", "/marketplace?category=Other"))).toMatch(
      /^The parameter category must be equal .*: UI, Model/,
    );
    const headers = { "idempotency-key": "short" };
    expect(messageOf(call("POST", "/reload", { headers }))).toBe(
      "The parameter Idempotency-Key must NOT have fewer than 8 characters.",
    );
  });

  it("is told where its body is wrong", () => {
    expect(messageOf(call("POST", "/plugins"))).toBe(
      "The request has no body.",
    );
    const wrong = (body: unknown) =>
      messageOf(call("POST", "/plugins", { body }));
    expect(wrong({ refrence: "a" })).toBe(
      "/refrence of the body is not known.",
    );
    expect(wrong({ reference: "a", isolation: "tight" })).toBe(
      "/isolation of the body must be equal to one of the allowed values: none, process, sandbox.",
    );
    expect(wrong([])).toBe("The body must be object.");
    const plan = { action: "install", install: { reference: 5 } };
    expect(
      messageOf(call("POST", "/plan", { body: { action: "explode" } })),
    ).toBe("/action of the body is not known.");
    expect(messageOf(call("POST", "/plan", { body: plan }))).toBe(
      "/install/reference of the body must be string.",
    );
  });

  it("gets the defaults of what it leaves out", () => {
    const body = { reference: "left-pad" };
    expect(call("POST", "/plugins", { body })).toMatchObject({
      body: { reference: "left-pad", enabled: true },
    });
  });
});
