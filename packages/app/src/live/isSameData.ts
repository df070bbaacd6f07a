/** Whether two JSON values say the same, in whatever order their keys are. */
export function isSameData(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isContainer(one) || !isContainer(other)) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = definedKeys(one);
  return (
    keys.length === definedKeys(other).length &&
    keys.every((key) => isSameData(one[key], other[key]))
  );
}

type Container = Readonly<Record<string, unknown>>;

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/** A key without a value is not written in JSON. */
function definedKeys(value: Container): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}
