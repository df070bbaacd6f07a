import path from "node:path";
import { rspack } from "@rspack/core";

/** A module inside a package, and ours that is built in its place. */
interface Substitute {
  /** The file to replace, below `node_modules`. */
  readonly original: string;
  /** Our file, below `packages/app/src/substitutes`. */
  readonly ours: string;
  /** What our file imports to get the original, where it does. */
  readonly alias?: string;
}

const SUBSTITUTES: readonly Substitute[] = [
  {
    original:
      "@backstage/core-components/dist/components/MarkdownContent/MarkdownContent.esm.js",
    ours: "MarkdownContent.tsx",
    alias: "backstage-markdown-content",
  },
  {
    original:
      "@backstage/plugin-app/dist/components/Toast/ToastContainer.esm.js",
    ours: "ToastContainer.tsx",
    alias: "backstage-toast-container",
  },
  {
    original:
      "@backstage/plugin-app/dist/packages/app-defaults/src/defaults/icons.esm.js",
    ours: "defaultIcons.tsx",
    alias: "backstage-default-icons",
  },
  {
    original:
      "@backstage/frontend-plugin-api/dist/schema/assertNoLegacyConfigSchema.esm.js",
    ours: "assertNoLegacyConfigSchema.ts",
  },
  {
    original: "@backstage/catalog-model/dist/validation/ajv.esm.js",
    ours: "catalogModelAjv.ts",
    alias: "backstage-catalog-model-ajv",
  },
  {
    original:
      "@backstage/catalog-model/dist/model/jsonSchema/validateMetaSchema.esm.js",
    ours: "validateMetaSchema.ts",
  },
];

/** Aliases under which the substitutes reach the originals. */
export function substituteAliases(
  nodeModules: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    SUBSTITUTES.flatMap(({ alias, original }) =>
      alias ? [[alias, path.join(nodeModules, original)]] : [],
    ),
  );
}

/** Redirects the packages' own imports of the originals to `folder`. */
export function substitutePlugins(folder: string) {
  return SUBSTITUTES.map(({ original, ours }) => {
    const file = path.basename(original);
    return new rspack.NormalModuleReplacementPlugin(
      new RegExp(`^\\.{1,2}/.*${file.replaceAll(".", "\\.")}$`),
      (data) => {
        const { context = "", request } = data;
        const target = path.resolve(context, request).replaceAll("\\", "/");
        if (target.endsWith(`/${original}`)) {
          data.request = path.join(folder, ours);
        }
      },
    );
  });
}
