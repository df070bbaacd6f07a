import type { JsonValue } from "./PluginRequest.ts";

export interface UnsetVariable {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

export interface Substituted {
  readonly value: JsonValue;
  readonly unset: readonly UnsetVariable[];
}

type Env = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\$\{|\$\{([^{}]+)\}/g;

/**
 * Replaces `${VAR}` and `${VAR:-default}` in all strings of `value`, and `{ $env: VAR }` by the variable. `$${` stands
 * for a literal `${`. The syntax of https://backstage.io/docs/conf/writing#environment-variable-substitution. Unset
 * variables are told, not thrown: the caller knows the place.
 */
export function substituteVariables(value: JsonValue, env: Env): Substituted {
  const unset: UnsetVariable[] = [];
  const replaced = replace(value, [], { env, unset });
  return { value: replaced, unset };
}

interface Replacing {
  readonly env: Env;
  readonly unset: UnsetVariable[];
}

function replace(
  value: JsonValue,
  path: readonly (string | number)[],
  replacing: Replacing,
): JsonValue {
  if (typeof value === "string") return replaceText(value, path, replacing);
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      replace(item, [...path, index], replacing),
    );
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [key, name] = entries[0] ?? [];
  if (entries.length === 1 && key === "$env" && typeof name === "string") {
    return replaceText(`\${${name}}`, path, replacing);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      replace(item ?? null, [...path, key], replacing),
    ]),
  );
}

function replaceText(
  text: string,
  path: readonly (string | number)[],
  { env, unset }: Replacing,
): string {
  return text.replace(VARIABLE, (whole, inner: string | undefined) => {
    if (inner === undefined) return "${";
    const [name = "", ...rest] = inner.split(":-");
    const value = env[name.trim()];
    if (rest.length > 0) return value || rest.join(":-").trim();
    if (value !== undefined) return value;
    unset.push({ name: name.trim(), path });
    return whole;
  });
}
