// Runs in a process of its own: download, gunzip, untar, and nothing else. Several at once, as Flyloft does.
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { extract } from "tar";
import type { PublishedSample } from "./publishSamples.ts";

const [list = "", into = "", concurrency = "1"] = process.argv.slice(2);
const samples = JSON.parse(readFileSync(list, "utf8")) as PublishedSample[];
const waiting = samples.values();
const workers = Array.from({ length: Number(concurrency) }, async () => {
  for (const { name, url } of waiting) {
    const cwd = path.join(into, name);
    mkdirSync(cwd);
    const { body } = await fetch(url);
    if (!body) throw new Error(`${url} has no body`);
    await pipeline(
      Readable.fromWeb(body as ReadableStream),
      createGunzip(),
      extract({ cwd }),
    );
  }
});
await Promise.all(workers);
