import type { Mark } from "./compileSchema.ts";
import type { JudgedSchema, SchemaOwner } from "./JudgedSchema.ts";
import { type Pointer, childOf, keysOf } from "./Pointer.ts";

/** Sections that hold what opens the portal and the systems behind it. Plugins can't show any of it to browsers. */
const CLOSED: ReadonlySet<string> = new Set([
  "auth",
  "backend",
  "dynamicPlugins",
  "integrations",
]);

/** What one plugin's schema wanted to show to browsers, and must not. */
export interface Overreach {
  readonly pointer: Pointer;
  readonly plugin: string;
  /** The package whose key it is; undefined where it is the portal's. */
  readonly owner: string | undefined;
}

export interface Visibility {
  /** What browsers may see. */
  readonly frontend: unknown;
  readonly secrets: readonly string[];
  readonly overreaches: readonly Overreach[];
}

export interface VisibilityInput {
  readonly config: unknown;
  readonly schemas: readonly JudgedSchema[];
  /** The plugin whose entry set a place, as far as one did. */
  ownerOf(pointer: Pointer): SchemaOwner | undefined;
}

/** A value shorter than this would black out ordinary words in the log. */
const SHORTEST_SECRET = 6;

/**
 * Who may see which part of the configuration. A hostile package writes its own schema, so: of what the portal's own
 * packages know they alone decide; what one package calls a secret no other one can show; and a plugin can't show what
 * belongs to another plugin.
 */
export function decideVisibility(input: VisibilityInput): Visibility {
  const secrets = new Set<string>();
  const overreaches = new Map<string, Overreach>();
  const visit = (value: unknown, pointer: Pointer): unknown => {
    const { mark, overreach } = decide(pointer, input);
    if (overreach) {
      overreaches.set(`${overreach.plugin} ${overreach.owner}`, overreach);
    }
    if (typeof value !== "object" || value === null) {
      if (mark === "secret" && isSecret(value)) secrets.add(value);
      return mark === "frontend" && value !== null ? value : undefined;
    }
    const entries = Object.entries(value)
      .map(
        ([key, child]) => [key, visit(child, childOf(pointer, key))] as const,
      )
      .filter(([, child]) => child !== undefined);
    if (entries.length === 0 && mark !== "frontend") return undefined;
    return Array.isArray(value)
      ? entries.map(([, child]) => child)
      : Object.fromEntries(entries);
  };
  const frontend = visit(input.config, "") ?? {};
  return {
    frontend,
    secrets: [...secrets],
    overreaches: [...overreaches.values()],
  };
}

export function isSecret(value: unknown): value is string {
  return typeof value === "string" && value.length >= SHORTEST_SECRET;
}

interface Decision {
  readonly mark: Mark | undefined;
  readonly overreach?: Overreach;
}

function decide(pointer: Pointer, input: VisibilityInput): Decision {
  const saying = input.schemas.flatMap((schema) => {
    const mark = schema.marks.get(pointer);
    return mark ? [{ schema, mark }] : [];
  });
  const host = saying.filter(({ schema }) => !schema.owner);
  const isHosts = host.length > 0 && pointer !== "";
  const marks = (isHosts ? host : saying).map(({ mark }) => mark);
  const opener = saying.find(
    ({ schema, mark }) => schema.owner && mark === "frontend",
  )?.schema.owner;
  if (isHosts && marks.includes("frontend")) return { mark: "frontend" };
  const isSecret = saying.some(({ mark }) => mark === "secret");
  const strict = isSecret ? "secret" : marks.length > 0 ? "backend" : undefined;
  if (!opener) return { mark: strict };
  const { plugin, pluginId } = opener;
  if (isHosts || CLOSED.has(keysOf(pointer)[0] ?? "")) {
    return { mark: strict, overreach: { pointer, plugin, owner: undefined } };
  }
  const others = [
    input.ownerOf(pointer),
    ...saying
      .filter(({ mark }) => mark !== "frontend")
      .map(({ schema }) => schema.owner),
  ];
  const other = others.find((owner) => owner && owner.pluginId !== pluginId);
  if (other) {
    return {
      mark: strict,
      overreach: { pointer, plugin, owner: other.plugin },
    };
  }
  return { mark: isSecret ? "secret" : "frontend" };
}
