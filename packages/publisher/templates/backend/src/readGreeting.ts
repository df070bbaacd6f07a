import type { Config } from "@backstage/config";

/** `example.greeting`, as `config.schema.json` describes it. */
export function readGreeting(config: Config): string {
  return config.getOptionalString("example.greeting") ?? "Hello";
}
