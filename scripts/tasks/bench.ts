import { buildStale } from "../build/buildStale.ts";

await buildStale();
await import("../../bench/main.ts");
