import {
  coreExtensionData,
  createExtension,
  createExtensionInput,
} from "@backstage/frontend-plugin-api";
import { Layout } from "./Layout.tsx";

/**
 * The page around every page. Plugins attach elements to the input `header`; they stand above the content in the
 * order of their extensions, and where there are none the content begins at the top.
 */
export const layoutExtension = createExtension({
  name: "layout",
  attachTo: { id: "app/root", input: "children" },
  inputs: {
    nav: createExtensionInput([coreExtensionData.reactElement], {
      singleton: true,
    }),
    content: createExtensionInput([coreExtensionData.reactElement], {
      singleton: true,
    }),
    header: createExtensionInput([coreExtensionData.reactElement]),
  },
  output: [coreExtensionData.reactElement],
  factory: ({ inputs }) => [
    coreExtensionData.reactElement(
      <Layout
        nav={inputs.nav.get(coreExtensionData.reactElement)}
        headers={inputs.header.map((input) => ({
          id: input.node.spec.id,
          element: input.get(coreExtensionData.reactElement),
        }))}
        content={inputs.content.get(coreExtensionData.reactElement)}
      />,
    ),
  ],
});
