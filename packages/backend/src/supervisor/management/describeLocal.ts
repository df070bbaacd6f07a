import type { PluginRequest } from "@flyloft/installer";
import type { PlannedChange, PluginPermissions } from "@flyloft/management";
import { describeFolder } from "./Directories.ts";
import type { Uploads } from "./Uploads.ts";

/** What is known of a package of this machine before it is installed. */
export interface LocalPackage {
  readonly after: NonNullable<PlannedChange["after"]>;
  /** Of an upload: its file's path says nothing to anybody. */
  readonly isUpload: boolean;
  readonly parts?: { readonly backend: boolean };
  readonly permissions?: PluginPermissions;
}

/** Archives were examined when they were uploaded; of folders only the manifest is read. */
export function describeLocal(
  request: PluginRequest | undefined,
  uploads: Uploads,
): LocalPackage | undefined {
  const { reference } = request ?? {};
  if (reference?.kind === "archive") {
    const upload = uploads.find(reference.path);
    if (!upload) return undefined;
    const { name, version, parts, permissions } = upload;
    return { after: { name, version }, isUpload: true, parts, permissions };
  }
  if (reference?.kind !== "folder") return undefined;
  const described = describeFolder(reference.path);
  if (!described) return undefined;
  const { name, version } = described;
  const after = { name, ...(version !== undefined && { version }) };
  return { after, isUpload: false };
}
