import { randomUUID } from "node:crypto";
import type { Change, Job, ManagementClient } from "@flyloft/management";
import { ask } from "./ask.ts";

/** A change as the API plans it, and what only carrying it out needs. */
export type Submission = Change & {
  /** Of the settings that were changed: refused where others changed them since. */
  readonly revision?: number;
};

/** Asks for a change; resolves to the job that does it. */
export function submitChange(
  client: ManagementClient,
  change: Submission,
): Promise<Job> {
  const header = idempotencyKey();
  if (change.action === "install") {
    return ask(
      client.POST("/plugins", { params: { header }, body: change.install }),
    );
  }
  const params = { path: { name: change.plugin }, header };
  switch (change.action) {
    case "enable":
      return ask(client.POST("/plugins/{name}/enable", { params }));
    case "disable":
      return ask(client.POST("/plugins/{name}/disable", { params }));
    case "uninstall":
      return ask(client.DELETE("/plugins/{name}", { params }));
    case "upgrade": {
      const { version, upload } = change;
      const body = { ...(version && { version }), ...(upload && { upload }) };
      return ask(client.POST("/plugins/{name}/upgrade", { params, body }));
    }
    case "rollback": {
      const { before } = change;
      const body = before === undefined ? {} : { before };
      return ask(client.POST("/plugins/{name}/rollback", { params, body }));
    }
    case "configure": {
      const { values, revision } = change;
      const body = { values, ...(revision !== undefined && { revision }) };
      return ask(client.PUT("/plugins/{name}/settings", { params, body }));
    }
  }
}

/** A key by which the portal knows a change again that it is asked for twice. */
export function idempotencyKey(): { readonly "Idempotency-Key": string } {
  return { "Idempotency-Key": randomUUID() };
}
