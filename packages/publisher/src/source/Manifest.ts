/** A `package.json`, of which nothing is sure but that it is an object. */
export type Manifest = Readonly<Record<string, unknown>>;

export type Ranges = Readonly<Record<string, string>>;

/** What kind of plugin package it is; `undefined` for everything else. */
export type Side = "backend" | "frontend";

/** `backstage.role` and what it means here. */
export const ROLES: Readonly<Record<string, Side>> = {
  "backend-plugin": "backend",
  "backend-plugin-module": "backend",
  "frontend-plugin": "frontend",
  "frontend-plugin-module": "frontend",
};

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function objectOf(value: unknown): Manifest | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Manifest)
    : undefined;
}

export function rangesOf(value: unknown): Ranges {
  const entries = Object.entries(objectOf(value) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => {
      return typeof entry[1] === "string";
    }),
  );
}

export function sideOf(manifest: Manifest): Side | undefined {
  const role = textOf(objectOf(manifest["backstage"])?.["role"]);
  return role !== undefined && Object.hasOwn(ROLES, role)
    ? ROLES[role]
    : undefined;
}
