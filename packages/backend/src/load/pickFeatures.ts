import type { BackendFeature } from "@backstage/backend-plugin-api";

/** What a module's exports hold. `legacy` is Red Hat's form for Backstage's old backend system. */
export type PickedFeatures =
  | { readonly kind: "features"; readonly features: readonly BackendFeature[] }
  | { readonly kind: "legacy" }
  | { readonly kind: "none" };

/**
 * Finds the backend features in a module's exports: its default export (one or a list, also wrapped in a second
 * `default` by an interop layer), or what its `dynamicPluginInstaller` of kind `new` installs.
 */
export function pickFeatures(exports: unknown): PickedFeatures {
  const features = featuresIn(unwrapDefault(exports));
  if (features.length > 0) return { kind: "features", features };
  const installer = findInstaller(exports);
  if (!installer) return { kind: "none" };
  if (installer.kind !== "new" || !installer.install) return { kind: "legacy" };
  const installed = featuresIn(installer.install());
  return installed.length > 0
    ? { kind: "features", features: installed }
    : { kind: "none" };
}

interface DynamicPluginInstaller {
  readonly kind?: unknown;
  readonly install?: () => unknown;
}

function featuresIn(value: unknown): BackendFeature[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map(unwrapDefault).map(callFactory).filter(isFeature);
}

function unwrapDefault(value: unknown): unknown {
  let current = value;
  for (let depth = 0; depth < 2; depth++) {
    if (isTyped(current) || Array.isArray(current)) return current;
    if (!isObject(current) || !("default" in current)) return current;
    current = current["default"];
  }
  return current;
}

/** Until Backstage 1.30, `createBackendPlugin` gave a function that makes the feature. */
function callFactory(value: unknown): unknown {
  const type = isTyped(value) ? value.$$type : undefined;
  return type === "@backstage/BackendFeatureFactory" &&
    typeof value === "function"
    ? (value() as unknown)
    : value;
}

function isFeature(value: unknown): value is BackendFeature {
  return isTyped(value) && value.$$type === "@backstage/BackendFeature";
}

function isTyped(value: unknown): value is { readonly $$type: unknown } {
  return isObject(value) && "$$type" in value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    (typeof value === "object" && value !== null) || typeof value === "function"
  );
}

function findInstaller(exports: unknown): DynamicPluginInstaller | undefined {
  if (!isObject(exports)) return undefined;
  const inDefault = isObject(exports["default"])
    ? exports["default"]["dynamicPluginInstaller"]
    : undefined;
  const installer = exports["dynamicPluginInstaller"] ?? inDefault;
  return isObject(installer) ? installer : undefined;
}
