import type { PluginPermissions } from "@flyloft/management";

interface Asked {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** As the API has them. */
export function toPermissions(
  { required, optional }: Asked,
  granted: readonly string[],
): PluginPermissions {
  return {
    required: [...required],
    optional: [...optional],
    granted: [...granted],
  };
}
