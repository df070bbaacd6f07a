import {
  type AppNode,
  type AppTree,
  coreExtensionData,
} from "@backstage/frontend-plugin-api";

/** An extension of a plugin, with those of the plugin that are attached to it. */
export interface ExtensionNode {
  readonly id: string;
  /** Where it is attached: below another one of the plugin the input alone says it. */
  readonly place: string | undefined;
  /** The address of a page. */
  readonly path: string | undefined;
  readonly isDisabled: boolean;
  readonly children: readonly ExtensionNode[];
}

/** A plugin's own part of the app's extensions. */
export function extensionTree(
  tree: AppTree,
  own: ReadonlySet<string>,
): readonly ExtensionNode[] {
  const isOwn = (node: AppNode | undefined) => !!node && own.has(node.spec.id);
  return [...tree.nodes.values()]
    .filter((node) => isOwn(node) && !isOwn(node.edges.attachedTo?.node))
    .map((node) => describe(node, isOwn))
    .sort(byId);
}

function describe(
  node: AppNode,
  isOwn: (node: AppNode) => boolean,
): ExtensionNode {
  const { attachedTo, attachments } = node.edges;
  const children = [...attachments.values()].flat().filter(isOwn);
  return {
    id: node.spec.id,
    place: attachedTo && placeOf(attachedTo, isOwn),
    path: node.instance?.getData(coreExtensionData.routePath),
    isDisabled: node.spec.disabled,
    children: children.map((child) => describe(child, isOwn)).sort(byId),
  };
}

function placeOf(
  { node, input }: NonNullable<AppNode["edges"]["attachedTo"]>,
  isOwn: (node: AppNode) => boolean,
): string {
  return isOwn(node) ? input : `${input} of ${node.spec.id}`;
}

function byId(a: ExtensionNode, b: ExtensionNode): number {
  return a.id.localeCompare(b.id);
}
