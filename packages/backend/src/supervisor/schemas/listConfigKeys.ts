import type { JsonObject } from "@backstage/types";

/** One key of a configuration, as a package's schema describes it. */
export interface ConfigKey {
  /** `techRadar.sources[].url`; `<name>` stands for a name that whoever configures it chooses. */
  readonly key: string;
  /** `string`, `"a" | "b"`, `list of object`… */
  readonly type: string;
  readonly default: unknown;
  /** Who may see its value. */
  readonly visibility: "backend" | "frontend" | "secret";
  /** Where the section that it belongs to is there. */
  readonly required: boolean;
  readonly description: string | undefined;
  /** What the schema says where the key should no longer be used. */
  readonly deprecated: string | undefined;
}

type Schema = Readonly<Record<string, unknown>>;

/** Types that hold themselves end there. */
const DEEPEST = 12;

interface Branch {
  readonly schema: Schema;
  readonly key: string;
  readonly depth: number;
  /** What is said of all that lies below a place above. */
  readonly inherited: unknown;
}

/** Every key that a schema names, in its order: sections before what they hold. Pure. */
export function listConfigKeys(value: JsonObject): readonly ConfigKey[] {
  const keys = new Map<string, ConfigKey>();
  const root: Branch = { schema: value, key: "", depth: 0, inherited: "" };
  const walk = (branch: Branch): void => {
    if (branch.depth > DEEPEST) return;
    for (const { isRequired, ...child } of childrenOf(branch, value)) {
      if (!child.key.endsWith("[]")) {
        const known = keys.get(child.key);
        const described = describe(child, isRequired, value);
        keys.set(child.key, known ? combine(known, described) : described);
      }
      walk(child);
    }
  };
  walk(root);
  return [...keys.values()];
}

interface Child extends Branch {
  readonly isRequired: boolean;
}

function childrenOf(branch: Branch, root: Schema): Child[] {
  return formsOf(branch.schema, root).flatMap((form) => {
    const inherited = form["deepVisibility"] ?? branch.inherited;
    const required = listOf(form["required"]);
    const child = (key: string, schema: unknown, isRequired = false) =>
      isObject(schema)
        ? [{ schema, key, isRequired, inherited, depth: branch.depth + 1 }]
        : [];
    const below = (name: string) =>
      branch.key === "" ? name : `${branch.key}.${name}`;
    return [
      ...Object.entries(objectOf(form["properties"])).flatMap(([name, each]) =>
        child(below(name), each, required.includes(name)),
      ),
      ...Object.values(objectOf(form["patternProperties"])).flatMap((each) =>
        child(below("<name>"), each),
      ),
      ...child(below("<name>"), form["additionalProperties"]),
      ...listOf(form["items"]).flatMap((each) =>
        child(`${branch.key}[]`, each),
      ),
    ];
  });
}

/** A schema and all that it is made of or may be: what several forms say is listed together. */
function formsOf(schema: Schema, root: Schema, depth = 0): Schema[] {
  if (depth > DEEPEST) return [];
  const parts = [
    referenceOf(schema["$ref"], root),
    ...["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
      listOf(schema[keyword]),
    ),
  ];
  return [
    schema,
    ...parts.filter(isObject).flatMap((part) => formsOf(part, root, depth + 1)),
  ];
}

function referenceOf(ref: unknown, root: Schema): unknown {
  if (typeof ref !== "string" || !ref.startsWith("#/")) return undefined;
  return ref
    .slice(2)
    .split("/")
    .map((key) => decodeURIComponent(key).replaceAll("~1", "/"))
    .reduce<unknown>((node, key) => objectOf(node)[key], root);
}

function describe(
  { schema, key, inherited }: Branch,
  required: boolean,
  root: Schema,
): ConfigKey {
  const forms = formsOf(schema, root);
  const first = (keyword: string) =>
    forms.map((form) => form[keyword]).find((value) => value !== undefined);
  const said = [
    ...forms.flatMap(({ visibility, deepVisibility }) => [
      visibility,
      deepVisibility,
    ]),
    inherited,
  ];
  return {
    key,
    type: typeOf(schema, root),
    default: first("default"),
    visibility: said.includes("secret")
      ? "secret"
      : said.includes("frontend")
        ? "frontend"
        : "backend",
    required,
    description: textOf(first("description")),
    deprecated: textOf(first("deprecated")),
  };
}

/** A key that several forms of a section have. */
function combine(one: ConfigKey, other: ConfigKey): ConfigKey {
  const types = [one.type, other.type].flatMap((type) => type.split(" | "));
  return {
    ...one,
    type: [...new Set(types)].join(" | "),
    required: one.required && other.required,
    description: one.description ?? other.description,
  };
}

function typeOf(schema: Schema, root: Schema): string {
  const types = formsOf(schema, root).flatMap((form): string[] => {
    if (form["const"] !== undefined) return [JSON.stringify(form["const"])];
    if (Array.isArray(form["enum"])) {
      return form["enum"].map((value) => JSON.stringify(value));
    }
    const items = listOf(form["items"]).filter(isObject);
    return listOf(form["type"]).map((type) =>
      type === "array" && items.length > 0
        ? `list of ${items.map((item) => typeOf(item, root)).join(" or ")}`
        : String(type),
    );
  });
  return [...new Set(types)].join(" | ") || "any";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value.trim() : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function objectOf(value: unknown): Schema {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
