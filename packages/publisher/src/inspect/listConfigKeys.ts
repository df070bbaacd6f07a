import { type Manifest, objectOf, textOf } from "../source/Manifest.ts";

/** A key that a package can be configured with. */
export interface ConfigKey {
  /** `radar.rings[].name` */
  readonly key: string;
  readonly type: string;
  readonly description: string | undefined;
  /** Who may see it: `backend` where the schema says nothing. */
  readonly visibility: "backend" | "frontend" | "secret";
}

const DEEPEST = 12;

/** Every key that a schema names and that holds no others it names. */
export function listConfigKeys(schema: Manifest, key = ""): ConfigKey[] {
  const depth = key.split(".").length;
  const properties = Object.entries(objectOf(schema["properties"]) ?? {});
  const items = objectOf(schema["items"]);
  if (depth < DEEPEST && properties.length > 0) {
    return properties.flatMap(([name, child]) =>
      listConfigKeys(objectOf(child) ?? {}, key ? `${key}.${name}` : name),
    );
  }
  if (depth < DEEPEST && items && key) {
    return listConfigKeys(items, `${key}[]`);
  }
  if (key === "") return [];
  return [
    {
      key,
      type: typeOf(schema),
      description: textOf(schema["description"]),
      visibility: visibilityOf(schema),
    },
  ];
}

function typeOf({ type, enum: choices }: Manifest): string {
  if (Array.isArray(choices)) {
    return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  }
  return Array.isArray(type) ? type.join(" | ") : (textOf(type) ?? "any");
}

function visibilityOf({ visibility }: Manifest): ConfigKey["visibility"] {
  return visibility === "frontend" || visibility === "secret"
    ? visibility
    : "backend";
}
