import { RESOURCE_TYPE, managementPermissions } from "@flyloft/management";
import type * as PermissionNode from "@backstage/plugin-permission-node";
import type { PluginResource } from "./PluginResource.ts";

interface RuleDescription {
  readonly name: string;
  readonly description: string;
  /** The parameter, a list of texts. */
  readonly param: string;
  /** Undefined where the resource doesn't tell. */
  read(resource: PluginResource): string | undefined;
}

const RULES: readonly RuleDescription[] = [
  {
    name: "IS_PLUGIN",
    description: "The package's name is one of these; * stands for any text",
    param: "names",
    read: ({ name }) => name,
  },
  {
    name: "IS_FROM_SOURCE",
    description: "It comes from npm, oci, url, archive or folder",
    param: "sources",
    read: ({ source }) => source,
  },
  {
    name: "IS_FROM_REGISTRY",
    description:
      "Its OCI registry, its URL's host or its npm scope is one of these; * stands for any text",
    param: "registries",
    read: ({ registry }) => registry,
  },
  {
    name: "HAS_CATEGORY",
    description: "It says that it is UI, Model, Data, Integration or Utility",
    param: "categories",
    read: ({ category }) => category,
  },
];

type Params = Record<string, string[]>;

/** What the permission framework has to know of plugins as resources. */
export function createResourceType(
  node: typeof PermissionNode,
  find: (name: string) => PluginResource | undefined,
) {
  const resourceRef = node
    .createPermissionResourceRef<PluginResource, never>()
    .with({ pluginId: "plugin-manager", resourceType: RESOURCE_TYPE });
  return {
    resourceRef,
    permissions: [...managementPermissions],
    rules: RULES.map(({ name, description, param, read }) =>
      node.createPermissionRule({
        name,
        description,
        resourceRef,
        paramsSchema: listSchema(param),
        apply: (resource: PluginResource, params: Params) => {
          const value = read(resource);
          if (value === undefined) return false;
          return (params[param] ?? []).some((glob) => matches(glob, value));
        },
        // There is no database to ask.
        toQuery: () => {
          throw new Error("Plugins are not read by queries.");
        },
      }),
    ),
    getResources: async (names: string[]) => names.map(find),
  };
}

function matches(glob: string, value: string): boolean {
  const parts = glob
    .split("*")
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "su").test(value);
}

/** https://standardschema.dev of `{ [param]: string[] }`. */
function listSchema(param: string) {
  const json = () => ({
    type: "object",
    required: [param],
    additionalProperties: false,
    properties: { [param]: { type: "array", items: { type: "string" } } },
  });
  return {
    "~standard": {
      version: 1,
      vendor: "flyloft",
      validate: (value: unknown) =>
        isList((value as Params | undefined)?.[param])
          ? { value: value as Params }
          : { issues: [{ message: `${param} is no list of texts` }] },
      jsonSchema: { input: json, output: json },
    },
  } as const;
}

function isList(value: unknown): boolean {
  return (
    Array.isArray(value) && value.every((item) => typeof item === "string")
  );
}
