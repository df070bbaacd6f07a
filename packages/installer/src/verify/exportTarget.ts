/** https://nodejs.org/api/packages.html#conditional-exports: the first key that matches and leads somewhere. */
export function exportTarget(
  value: unknown,
  conditions: ReadonlySet<string>,
): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const entries = Array.isArray(value)
    ? value
    : Object.entries(value)
        .filter(([key]) => conditions.has(key))
        .map(([, nested]) => nested as unknown);
  for (const entry of entries) {
    const found = exportTarget(entry, conditions);
    if (found !== undefined) return found;
  }
  return undefined;
}
