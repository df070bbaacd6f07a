import type { AppNode, AppTree } from "@backstage/frontend-plugin-api";
import { expect, it } from "vitest";
import { extensionTree } from "./extensionTree.ts";

function createTree(
  parents: Readonly<Record<string, readonly [string, string] | undefined>>,
): AppTree {
  const nodes = new Map<string, AppNode>();
  for (const [id, attachedTo] of Object.entries(parents)) {
    const parent = attachedTo && nodes.get(attachedTo[0]);
    const attachments = new Map<string, AppNode[]>();
    const node = {
      spec: { id, disabled: id.includes("off") },
      edges: {
        attachments,
        ...(parent && { attachedTo: { node: parent, input: attachedTo[1] } }),
      },
    } as unknown as AppNode;
    nodes.set(id, node);
    if (!parent) continue;
    const siblings = parent.edges.attachments as Map<string, AppNode[]>;
    const input = attachedTo[1];
    siblings.set(input, [...(siblings.get(input) ?? []), node]);
  }
  return { nodes, root: nodes.get("app"), orphans: [] } as unknown as AppTree;
}

it("shows a plugin's own extensions, each below the one it is attached to", () => {
  const tree = createTree({
    app: undefined,
    "app/routes": ["app", "children"],
    "page:radar": ["app/routes", "routes"],
    "sub:radar/off": ["page:radar", "pages"],
    "sub:radar/map": ["page:radar", "pages"],
    "page:other": ["app/routes", "routes"],
    "card:radar": ["page:other", "cards"],
  });
  const own = new Set([
    "page:radar",
    "sub:radar/off",
    "sub:radar/map",
    "card:radar",
    "gone",
  ]);
  expect(extensionTree(tree, own)).toMatchObject([
    { id: "card:radar", place: "cards of page:other", children: [] },
    {
      id: "page:radar",
      place: "routes of app/routes",
      children: [
        { id: "sub:radar/map", place: "pages", isDisabled: false },
        { id: "sub:radar/off", place: "pages", isDisabled: true },
      ],
    },
  ]);
});
