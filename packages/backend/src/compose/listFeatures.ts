import type { BackendFeature } from "@backstage/backend-plugin-api";
import type { InventoryFeature } from "../supervisor/Inventory.ts";
import type { Member } from "./Unit.ts";

interface Reference {
  readonly $$type?: string;
  readonly id?: string;
}

/** What upstream's kernel reads of a feature, in both forms that it has had. */
interface Registration {
  readonly pluginId: string;
  readonly moduleId?: string;
  readonly extensionPoints?: readonly (
    readonly [Reference, unknown] | { readonly extensionPoint: Reference }
  )[];
  readonly init?: { readonly deps?: Readonly<Record<string, Reference>> };
}

/** The plugins and modules of packages, with the extension points that they offer and ask for. */
export function listFeatures(
  members: readonly Member[],
): readonly InventoryFeature[] {
  return members.map(({ source, pluginId, moduleId, feature }) => {
    const registration = registrationOf(feature);
    const deps = Object.values(registration?.init?.deps ?? {});
    const offered = (registration?.extensionPoints ?? []).map((each) =>
      "extensionPoint" in each ? each.extensionPoint : each[0],
    );
    return {
      source,
      pluginId,
      moduleId,
      offers: offered.flatMap(idOf),
      uses: deps
        .filter(({ $$type }) => $$type === "@backstage/ExtensionPoint")
        .flatMap(idOf),
    };
  });
}

function registrationOf(feature: BackendFeature): Registration | undefined {
  const { getRegistrations } = feature as unknown as {
    readonly getRegistrations?: () => readonly Registration[];
  };
  return getRegistrations?.()[0];
}

function idOf({ id }: Reference): readonly string[] {
  return id === undefined ? [] : [id];
}
