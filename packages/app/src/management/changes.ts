import type {
  Change,
  InstallRequest,
  Job,
  ManagementClient,
  SettingsUpdate,
} from "@flyloft/management";
import { answerOf } from "./answerOf.ts";
import { createKey } from "./createKey.ts";
import { RefusedError } from "./RefusedError.ts";

/** What an administrator asks for. */
export type Order =
  | { readonly action: "install"; readonly install: InstallRequest }
  | {
      readonly action: "enable" | "disable" | "uninstall" | "reset";
      readonly plugin: string;
    }
  | {
      readonly action: "upgrade";
      readonly plugin: string;
      readonly version?: string;
      readonly upload?: string;
    }
  | {
      readonly action: "rollback";
      readonly plugin: string;
      readonly before?: number;
    }
  | {
      readonly action: "grant";
      readonly plugin: string;
      readonly granted: readonly string[];
    }
  | {
      readonly action: "configure";
      readonly plugin: string;
      readonly update: SettingsUpdate;
    }
  | { readonly action: "rollback-portal"; readonly number: number };

/** While a process hands over to the next, a request may get lost. The key makes asking again safe. */
const RETRIES_MS = [400, 1_500];

/** Orders a change. Resolves to the job that does it, which may be finished by then or not have begun. */
export async function orderChange(
  client: ManagementClient,
  order: Order,
): Promise<Job> {
  const headers = { "Idempotency-Key": createKey() };
  for (const pause of RETRIES_MS) {
    try {
      return await send(client, order, headers);
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== undefined) {
        throw error;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
  return send(client, order, headers);
}

/** What the order would do, as far as it can be planned. */
export function plannable(order: Order): Change | undefined {
  switch (order.action) {
    case "reset":
    case "grant":
    case "rollback-portal":
      return undefined;
    case "configure": {
      const { action, plugin, update } = order;
      return { action, plugin, values: update.values };
    }
    case "enable":
    case "disable":
    case "uninstall":
      return { action: order.action, plugin: order.plugin };
    default:
      return order;
  }
}

interface KeyHeader {
  readonly "Idempotency-Key": string;
}

function send(
  client: ManagementClient,
  order: Order,
  header: KeyHeader,
): Promise<Job> {
  if (order.action === "install") {
    const params = { header };
    return answerOf(client.POST("/plugins", { params, body: order.install }));
  }
  if (order.action === "rollback-portal") {
    const params = { header, path: { number: order.number } };
    return answerOf(client.POST("/generations/{number}/rollback", { params }));
  }
  const params = { header, path: { name: order.plugin } };
  switch (order.action) {
    case "enable":
      return answerOf(client.POST("/plugins/{name}/enable", { params }));
    case "disable":
      return answerOf(client.POST("/plugins/{name}/disable", { params }));
    case "uninstall":
      return answerOf(client.DELETE("/plugins/{name}", { params }));
    case "reset":
      return answerOf(client.DELETE("/plugins/{name}/settings", { params }));
    case "configure": {
      const body = order.update;
      return answerOf(client.PUT("/plugins/{name}/settings", { params, body }));
    }
    case "grant": {
      const body = { granted: [...order.granted] };
      return answerOf(client.PUT("/plugins/{name}/grants", { params, body }));
    }
    case "upgrade": {
      const { version, upload } = order;
      const body = { ...(version && { version }), ...(upload && { upload }) };
      return answerOf(client.POST("/plugins/{name}/upgrade", { params, body }));
    }
    case "rollback": {
      const { before } = order;
      const body = before === undefined ? {} : { before };
      return answerOf(
        client.POST("/plugins/{name}/rollback", { params, body }),
      );
    }
  }
}
