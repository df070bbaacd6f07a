import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface SamplePlugin {
  readonly name: string;
  readonly version: string;
  /** The folder that is packed. */
  readonly dir: string;
  readonly files: number;
}

interface Shape {
  readonly count: number;
  readonly files: number;
  /** Unpacked, in all. */
  readonly bytes: number;
}

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** What dynamic plugins look like: most are small; some bring their dependencies along. Packed they are a quarter. */
export const REALISTIC: readonly Shape[] = [
  { count: 8, files: 4, bytes: 40 * KIBIBYTE },
  { count: 8, files: 20, bytes: 250 * KIBIBYTE },
  { count: 8, files: 60, bytes: 1 * MEBIBYTE },
  { count: 4, files: 200, bytes: 4 * MEBIBYTE },
  { count: 1, files: 700, bytes: 9 * MEBIBYTE },
  { count: 1, files: 1600, bytes: 24 * MEBIBYTE },
];

export const SMALL: readonly Shape[] = [
  { count: 100, files: 4, bytes: 20 * KIBIBYTE },
];

/** Writes packages of these shapes below `root`, named after that folder; the same bytes on every machine. */
export function writeSamplePlugins(
  root: string,
  shapes: readonly Shape[],
): readonly SamplePlugin[] {
  const random = createRandom(42);
  return shapes
    .flatMap((shape) => Array.from({ length: shape.count }, () => shape))
    .map((shape, index) => {
      const name = `${path.basename(root)}-${index}`;
      const dir = path.join(root, name);
      writePlugin(name, dir, { shape, random });
      return { name, version: "1.0.0", dir, files: shape.files };
    });
}

function writePlugin(
  name: string,
  dir: string,
  { shape, random }: { readonly shape: Shape; readonly random: () => number },
): void {
  mkdirSync(path.join(dir, "dist"), { recursive: true });
  const manifest = {
    name,
    version: "1.0.0",
    main: "dist/index.cjs.js",
    backstage: { role: "backend-plugin", pluginId: name },
  };
  writeFileSync(path.join(dir, "package.json"), JSON.stringify(manifest));
  for (let index = 1; index < shape.files; index += 1) {
    const folder =
      index < 10 ? "dist" : `node_modules/dependency-${index >> 4}`;
    const file = index === 1 ? "index.cjs.js" : `module-${index}.js`;
    mkdirSync(path.join(dir, folder), { recursive: true });
    // Sizes differ by a factor of up to 30 within a package.
    const size = (shape.bytes / (shape.files - 1)) * (0.1 + 1.8 * random());
    writeFileSync(path.join(dir, folder, file), writeCode(size, random));
  }
}

const WORDS =
  "const let return function async await import export default class extends this new if else for of in typeof null undefined true false => === { } ( ) [ ] ; , . : ? || && ! + - * / = name value options config router logger database entity catalog plugin service request response error message".split(
    " ",
  );

/** Text that compresses as bundled JavaScript does: known words, some names of its own. */
function writeCode(size: number, random: () => number): string {
  const parts: string[] = [];
  for (let length = 0; length < size;) {
    const word =
      random() < 0.12
        ? `_${Math.floor(random() * 0xffffff).toString(36)}`
        : (WORDS[Math.floor(random() ** 2 * WORDS.length)] ?? "");
    const end = random() < 0.08 ? "\n" : " ";
    parts.push(word, end);
    length += word.length + 1;
  }
  return parts.join("");
}

/** Mulberry32: small, and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
