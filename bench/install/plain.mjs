// Runs in a process of its own: download, gunzip, untar, and nothing else. Several at once, as Flyloft does.
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar";

const [list = "", into = "", concurrency = "1"] = process.argv.slice(2);
const samples = JSON.parse(readFileSync(list, "utf8"));
const waiting = samples.values();
const workers = Array.from({ length: Number(concurrency) }, async () => {
  for (const sample of waiting) await bring(sample, 3);
});
await Promise.all(workers);

/** A registry under load drops a connection now and then; all contenders try again. */
async function bring(sample, tries) {
  const cwd = path.join(into, sample.name);
  mkdirSync(cwd, { recursive: true });
  try {
    const { body } = await fetch(sample.url);
    const source = Readable.fromWeb(body);
    await pipeline(source, createGunzip(), extract({ cwd }));
  } catch (error) {
    if (tries === 1) throw error;
    await bring(sample, tries - 1);
  }
}
