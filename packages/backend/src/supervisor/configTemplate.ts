import type { AppConfig } from "@backstage/config";

type Env = Readonly<Record<string, string | undefined>>;

/** Stands for a variable's value. Its ends are characters for private use. */
const PLACEHOLDER = /\uE000env:([^\uE001]*)\uE001/g;

/** Whether a text could be taken for a placeholder once it is in a template. */
export function resemblesPlaceholder(text: string): boolean {
  return /[\uE000\uE001]/.test(text);
}

/** An environment in which each variable that is set has a placeholder in place of its value. */
export function placeholderEnv(env: Env): Env {
  return Object.fromEntries(
    Object.keys(env).map((name) => [
      name,
      env[name] ? `\uE000env:${name}\uE001` : env[name],
    ]),
  );
}

/** Puts the values of `env` where placeholders stand. A variable that is no longer set gives an empty text. */
export function fillTemplate(
  template: readonly AppConfig[],
  env: Env,
): readonly AppConfig[] {
  return template.map((config) => ({
    ...config,
    data: fill(config.data, env) as AppConfig["data"],
  }));
}

function fill(value: unknown, env: Env): unknown {
  if (typeof value === "string") {
    return value.replace(PLACEHOLDER, (_all, name: string) => env[name] ?? "");
  }
  if (Array.isArray(value)) return value.map((each) => fill(each, env));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, fill(child, env)]),
  );
}
