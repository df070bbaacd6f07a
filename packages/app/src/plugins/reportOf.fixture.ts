import type { ManagedPlugin } from "@flyloft/management";

/** A plugin for tests. */
export function reportOf(
  name: string,
  extra: Partial<ManagedPlugin> = {},
): ManagedPlugin {
  return {
    name,
    version: "1.0.0",
    description: "Shows costs",
    source: "npm",
    reference: `${name}@1`,
    parts: { backend: false, frontend: true },
    status: { state: "active" },
    warnings: [],
    stale: false,
    isBuiltIn: false,
    origin: { kind: "administrator", isLocked: false },
    permissions: { required: [], optional: [], granted: [] },
    hasSettings: false,
    ...extra,
  };
}
