import type { Directory, InstallRequest, Plan } from "@flyloft/management";
import type { ManagementCall } from "../supervisor/messages.ts";
import {
  type PluginResource,
  resourceOfReference,
} from "./access/PluginResource.ts";
import { resourceOfFolder } from "./filterAnswer.ts";
import type { SupervisorLink } from "./SupervisorLink.ts";

/**
 * What an installation would bring, for policies that decide by plugin. A plan tells it where the request doesn't: the
 * name in an archive, and what comes along. Empty where nobody can tell.
 */
export async function listInstalled(
  link: Pick<SupervisorLink, "ask">,
  request: InstallRequest,
  actor: string,
): Promise<readonly PluginResource[]> {
  const { reference, directory } = request;
  const call = { actor, idempotencyKey: undefined, parameters: {} };
  if (reference !== undefined && request.with === undefined) {
    return [resourceOfReference(reference)];
  }
  if (directory !== undefined && request.with === undefined) {
    const operation = "listDirectories";
    const found = await askFor<{ items: Directory[] }>(link, {
      ...call,
      operation,
      body: undefined,
    });
    const item = found?.items.find(({ path }) => path === directory);
    return item ? [resourceOfFolder(item)] : [];
  }
  const plan = await askFor<Plan>(link, {
    ...call,
    operation: "planChange",
    body: { action: "install", install: request },
  });
  return (plan?.plugins ?? []).map(({ reference, after }) =>
    nameResource(resourceOfReference(reference), after?.name),
  );
}

/** Of an archive or a folder only a plan tells what it holds: without that, no name fits. */
function nameResource(
  resource: PluginResource,
  name: string | undefined,
): PluginResource {
  const isLocal = resource.source === "archive" || resource.source === "folder";
  return { ...resource, name: name ?? (isLocal ? "" : resource.name) };
}

export async function askFor<Body>(
  link: Pick<SupervisorLink, "ask">,
  call: ManagementCall,
): Promise<Body | undefined> {
  const { status, body } = await link.ask(call);
  return status === 200 ? (body as Body) : undefined;
}
