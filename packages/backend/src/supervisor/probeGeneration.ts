import { once } from "node:events";
import { existsSync } from "node:fs";
import { type IncomingMessage, get } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { BackendError } from "../errors.ts";
import type { Generation } from "./Generation.ts";

const PROBE_LIMIT_MS = 10_000;

/**
 * Asks a prepared generation over its internal address for what browsers will ask it first: its readiness, its page
 * and the entry of each remote.
 *
 * @throws BackendError `SUPERVISE_PROBE_FAILED`
 */
export async function probeGeneration(
  { number, plugins }: Generation,
  internalUrl: string,
  appDir: string,
): Promise<void> {
  await probe(internalUrl, "/.backstage/health/v1/readiness");
  // A checkout whose app isn't built has no page, whatever the generation.
  if (!existsSync(path.join(appDir, "index.html"))) return;
  const manifest = await probe(internalUrl, "/.flyloft/portal.json");
  const { portal } = JSON.parse(manifest) as {
    portal: { generation: number; remotes: readonly { entry: string }[] };
  };
  if (portal.generation !== number) {
    throw failed("/.flyloft/portal.json", `generation ${portal.generation}`);
  }
  const expected = plugins.filter(({ dir, facts }) => dir && facts?.frontend);
  if (portal.remotes.length < expected.length) {
    throw failed("/.flyloft/portal.json", `${portal.remotes.length} remotes`);
  }
  await Promise.all([
    probe(internalUrl, "/"),
    ...portal.remotes.map(({ entry }) => probe(internalUrl, entry)),
  ]);
}

async function probe(internalUrl: string, target: string): Promise<string> {
  const { status, body } = await ask(new URL(target, internalUrl)).catch(
    (cause: unknown) => {
      throw failed(target, (cause as Error).message, cause);
    },
  );
  if (status !== 200) throw failed(target, `${status}`);
  return body;
}

/** Not by `fetch`: that keeps something of every address it ever asked, and each generation has its own. */
async function ask(url: URL): Promise<{ status: unknown; body: string }> {
  const request = get(url, {
    agent: false,
    headers: { accept: "text/html, */*" },
    signal: AbortSignal.timeout(PROBE_LIMIT_MS),
  });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

function failed(target: string, answer: string, cause?: unknown): BackendError {
  return new BackendError(
    "SUPERVISE_PROBE_FAILED",
    `The new generation answered ${target} with ${answer}.`,
    {
      hint: "The portal's log tells why. What served before goes on serving.",
      cause,
    },
  );
}
