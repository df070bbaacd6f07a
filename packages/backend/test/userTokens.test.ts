import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askAfresh } from "../../../e2e/askAfresh.ts";
import { type Fixture, startFixture, writeConfig } from "./startFixture.ts";

const CHANGES = 4;

let folder: string;
let portal: Fixture;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "flyloft-tokens-"));
  portal = await startFixture({ folder, plugins: [] });
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a user's token", () => {
  it("is valid in every generation, signed by whichever, and all of them use one key", async () => {
    const keys = await readKeys();
    const tokens = [await portal.guest()];
    for (let change = 1; change <= CHANGES; change++) {
      const before = await generationFor(tokens[0]);
      const port = Number(new URL(portal.url).port);
      const config = {
        app: { title: `Change ${change}`, baseUrl: portal.url },
      };
      writeConfig({ folder, plugins: [], config }, port);
      await expect
        .poll(() => generationFor(tokens[0]), { timeout: 30_000 })
        .toBeGreaterThan(before ?? Infinity);
      tokens.push(await portal.guest());
      for (const token of tokens) {
        expect(await generationFor(token)).toBe((before ?? 0) + 1);
      }
      expect(await readKeys()).toEqual(keys);
    }
    expect(keys).toHaveLength(1);
  }, 150_000);
});

/** Undefined where the token is refused. */
async function generationFor(
  token: Record<string, string> | undefined,
): Promise<number | undefined> {
  const url = `${portal.url}/api/plugin-manager/v1/plugins`;
  const { body } = await askAfresh(url, { headers: token ?? {} });
  return (JSON.parse(body) as { generation?: number }).generation;
}

async function readKeys(): Promise<readonly unknown[]> {
  const response = await portal.get("/api/auth/.well-known/jwks.json");
  const { keys } = (await response.json()) as { keys: unknown[] };
  return keys;
}
