import type { Operation } from "./readOperations.ts";

/** An operation, and what its URL says as text. */
export interface Match {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/**
 * Finds the operation for a request. `url` is path and query below the API's own URL: `/plugins/%40acme%2Ftodo?limit=5`.
 * Undefined where there is none.
 */
export function matchOperation(
  operations: readonly Operation[],
  method: string,
  url: string,
): Match | undefined {
  const [path = "", query = ""] = url.split("#", 1)[0]?.split(/\?(.*)/s) ?? [];
  const segments = path.split("/");
  for (const operation of operations) {
    if (operation.method !== method) continue;
    const values = matchPath(operation.path.split("/"), segments);
    if (values) {
      return { operation, path: values, query: new URLSearchParams(query) };
    }
  }
  return undefined;
}

function matchPath(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    const [, name] = /^\{(.+)\}$/.exec(part) ?? [];
    if (name === undefined) {
      if (part !== segment) return undefined;
      continue;
    }
    const value = decode(segment);
    if (value === undefined || value === "") return undefined;
    values[name] = value;
  }
  return values;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
