import { randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import {
  startPostgres,
  type PostgresService,
} from "../../../scripts/services/startPostgres.ts";
import { startLinks, USER, type LinksServer } from "./startLinks.ts";

const handbook = {
  title: "Handbook",
  url: "https://handbook.example.com/start",
  group: "Onboarding",
};

describe.each(["SQLite", "PostgreSQL"])("the links API on %s", (kind) => {
  const folder = makeTempFolder("links");
  let postgres: PostgresService | undefined;
  let server: LinksServer;

  const database = () =>
    postgres
      ? { client: "pg", connection: { ...postgres.connection } }
      : {
          client: "better-sqlite3",
          connection: { directory: path.join(folder.path, "data") },
        };

  beforeAll(async () => {
    if (kind === "PostgreSQL") postgres = await startPostgres();
    server = await startLinks(database());
  });

  afterAll(async () => {
    await server?.stop();
    await postgres?.stop();
    folder.remove();
  });

  const send = async (method: string, target: string, body?: unknown) => {
    const response = await fetch(`${server.origin}/api/links${target}`, {
      method,
      headers: {
        authorization: `Bearer ${server.token}`,
        "content-type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : undefined,
    };
  };

  test("lists nothing before anyone added a link", async () => {
    expect(await send("GET", "")).toEqual({ status: 200, body: { items: [] } });
  });

  test("keeps a link with who added it, newest first", async () => {
    const first = await send("POST", "", handbook);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ ...handbook, createdBy: USER });
    expect(Date.parse(first.body.createdAt)).toBeGreaterThan(
      Date.now() - 60_000,
    );
    const second = await send("POST", "", {
      title: "  Board  ",
      url: "http://board.example.com",
    });
    expect(second.body).toMatchObject({ title: "Board", group: "" });

    const { body } = await send("GET", "?limit=1");
    expect(body.items).toEqual([second.body]);
  });

  test("changes a link and leaves its author", async () => {
    const { body: link } = await send("POST", "", handbook);
    const changed = { ...handbook, title: "The handbook" };
    expect(await send("PUT", `/${link.id}`, changed)).toEqual({
      status: 200,
      body: { ...link, title: "The handbook" },
    });
  });

  test("removes a link once", async () => {
    const { body: link } = await send("POST", "", handbook);
    expect((await send("DELETE", `/${link.id}`)).status).toBe(204);
    expect((await send("DELETE", `/${link.id}`)).status).toBe(404);
    const { body } = await send("GET", "");
    expect(body.items.map((item: { id: string }) => item.id)).not.toContain(
      link.id,
    );
  });

  test.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//elsewhere.example.com",
    "/relative",
    "not an address",
    `https://example.com/${"x".repeat(2000)}`,
  ])("refuses the address %s", async (url) => {
    const { status, body } = await send("POST", "", { ...handbook, url });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ name: "InputError" });
    expect(body.error.message).toContain("url: ");
  });

  test("names every field that is wrong", async () => {
    const { status, body } = await send("POST", "", { title: " ", group: 7 });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/title: .*url: .*group: /);
  });

  test("answers 404 to a change of an unknown link, 400 to a malformed id", async () => {
    expect((await send("PUT", `/${randomUUID()}`, handbook)).status).toBe(404);
    expect((await send("PUT", "/1%20or%201=1", handbook)).status).toBe(400);
  });

  test.each(["GET", "POST"])("refuses %s without sign-in", async (method) => {
    const response = await fetch(`${server.origin}/api/links`, {
      method,
      headers: { "content-type": "application/json" },
      ...(method === "POST" && { body: JSON.stringify(handbook) }),
    });
    expect(response.status).toBe(401);
  });

  test("keeps the links over a restart, which migrates nothing again", async () => {
    const before = await send("GET", "");
    await server.stop();
    server = await startLinks(database());
    expect(await send("GET", "")).toEqual(before);
    expect(before.body.items.length).toBeGreaterThan(0);
  });
});
