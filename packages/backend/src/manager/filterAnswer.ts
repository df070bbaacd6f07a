import type {
  AuditEntry,
  Directory,
  Job,
  MarketplaceEntry,
  Update,
  Upload,
} from "@flyloft/management";
import type { ManagementCall } from "../supervisor/messages.ts";
import type { Permit } from "./access/Access.ts";
import {
  type PluginResource,
  resourceOfReference,
} from "./access/PluginResource.ts";

export interface AnswerFilter {
  readonly permit: Permit;
  find(name: string): PluginResource;
  /** Whether all plugins of the portal are allowed. */
  allowsPortal(): boolean;
}

interface Items<Item> {
  readonly items: readonly Item[];
}

/** The part of an answer that the caller may see; undefined where that is nothing. */
export function filterAnswer(
  { operation, actor }: Pick<ManagementCall, "operation" | "actor">,
  body: unknown,
  filter: AnswerFilter,
): unknown {
  if (filter.permit.extent === "all") return body;
  const { find, allowsPortal, permit } = filter;
  const allows = (name: string) => permit.allows(find(name));
  const seesDone = ({ plugin, actor: by }: Pick<Job, "plugin" | "actor">) =>
    by === actor || (plugin === undefined ? allowsPortal() : allows(plugin));
  const entry = (item: MarketplaceEntry) =>
    permit.allows(resourceOfEntry(item));
  switch (operation) {
    case "listJobs":
      return keep(body as Items<Job>, seesDone);
    case "getJob":
      return seesDone(body as Job) ? body : undefined;
    case "getAudit":
      return keep(body as Items<AuditEntry>, seesDone);
    case "listUpdates":
      return keep(body as Items<Update>, ({ plugin }) => allows(plugin));
    case "listDirectories":
      return keep(body as Items<Directory>, (item) =>
        permit.allows(resourceOfFolder(item)),
      );
    case "searchMarketplace":
      return keep(body as Items<MarketplaceEntry>, entry);
    case "getMarketplaceEntry":
      return entry(body as MarketplaceEntry) ? body : undefined;
    case "uploadArchive":
      return permit.allows(resourceOfUpload(body as Upload)) ? body : undefined;
    default:
      return body;
  }
}

export function resourceOfFolder({ name }: Pick<Directory, "name">) {
  return localResource(name, "folder");
}

export function resourceOfUpload({ name }: Pick<Upload, "name">) {
  return localResource(name, "archive");
}

function localResource(
  name: string,
  source: "folder" | "archive",
): PluginResource {
  return { name, source, registry: undefined, category: undefined };
}

function resourceOfEntry({
  name,
  reference,
  category,
}: MarketplaceEntry): PluginResource {
  return { ...resourceOfReference(reference), name, category };
}

function keep<Item>(
  body: Items<Item>,
  isShown: (item: Item) => boolean,
): Items<Item> {
  return { ...body, items: body.items.filter(isShown) };
}
