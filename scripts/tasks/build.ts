import { buildStale } from "../build/buildStale.ts";

await buildStale();
