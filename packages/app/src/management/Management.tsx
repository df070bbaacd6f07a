import {
  type DiscoveryApi,
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from "@backstage/frontend-plugin-api";
import {
  type Access,
  type Action,
  createManagementClient,
  type ManagementClient,
} from "@flyloft/management";
import {
  createContext,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from "react";
import { portalApiRef } from "../shell/portalApi.ts";
import { answerOf } from "./answerOf.ts";
import { portableFetch } from "./portableFetch.ts";
import { type AnswerSource, useAnswerFrom } from "./useAnswerFrom.ts";

/** What the pages that manage plugins share. */
export interface Management {
  /** Resolves when the address of the plugin manager is known. */
  readonly client: Promise<ManagementClient>;
  readonly source: AnswerSource;
  readonly access: Access | undefined;
  /** Whether a button for it makes sense. The server decides again. */
  may(action: Action): boolean;
}

const ManagementContext = createContext<Management | undefined>(undefined);

/** Gives the pages below a client of the plugin manager, and what this user may do. */
export function ManagementProvider({
  children,
}: {
  readonly children: ReactNode;
}) {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  const { status, kept } = useApi(portalApiRef);
  const { generation } = useSyncExternalStore(
    status.subscribe,
    status.snapshot,
  );
  const client = useMemo(
    () => createClient(discovery, fetch),
    [discovery, fetch],
  );
  const source = useMemo(
    () => ({ client, kept, generation }),
    [client, kept, generation],
  );
  const { data: access } = useAnswerFrom(source, "access", readAccess);
  const management = useMemo(
    () => ({
      client,
      source,
      access,
      may: (action: Action) => isAllowed(access, action),
    }),
    [client, source, access],
  );
  return (
    <ManagementContext.Provider value={management}>
      {children}
    </ManagementContext.Provider>
  );
}

export function useManagement(): Management {
  const management = useContext(ManagementContext);
  if (!management) throw new Error("There is no ManagementProvider above.");
  return management;
}

export async function createClient(
  discovery: DiscoveryApi,
  fetch: typeof globalThis.fetch,
): Promise<ManagementClient> {
  const address = await discovery.getBaseUrl("plugin-manager");
  return createManagementClient({
    baseUrl: `${address}/v1`,
    fetch: portableFetch(fetch),
  });
}

const HARMLESS: readonly Action[] = ["read", "inspect", "maintain"];

/** In a portal that follows its files nothing can be changed, whoever asks. */
function isAllowed(access: Access | undefined, action: Action): boolean {
  if (!access?.allowed.includes(action)) return false;
  return !access.isReadOnly || HARMLESS.includes(action);
}

function readAccess(client: ManagementClient, signal: AbortSignal) {
  return answerOf(client.GET("/access", { signal }));
}
