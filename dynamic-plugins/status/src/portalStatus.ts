import { ResponseError } from "@backstage/errors";
import type { DiscoveryApi, FetchApi } from "@backstage/frontend-plugin-api";
import type { PluginReport } from "@flyloft/plugin-core";

/** What the page shows, read at one moment. */
export interface PortalStatus {
  readonly readAt: Date;
  /** The readiness probe's answer, as a load balancer sees it. */
  readonly ready: boolean;
  readonly generation: number;
  readonly portal: {
    readonly version: string;
    readonly backstageVersion: string;
    readonly node: string;
  };
  readonly items: readonly PluginReport[];
}

export interface StatusApis {
  readonly discoveryApi: DiscoveryApi;
  readonly fetchApi: FetchApi;
}

/** Rejects with the server's own words where the plugin manager refuses. */
export async function readPortalStatus(
  apis: StatusApis,
): Promise<PortalStatus> {
  const [plugins, ready] = await Promise.all([
    readPlugins(apis),
    readReadiness(apis),
  ]);
  return { ...plugins, ready, readAt: new Date() };
}

async function readPlugins({ discoveryApi, fetchApi }: StatusApis) {
  const baseUrl = await discoveryApi.getBaseUrl("plugin-manager");
  const response = await fetchApi.fetch(`${baseUrl}/v1/plugins`);
  if (!response.ok) {
    const cause = await ResponseError.fromResponse(response);
    throw new Error(cause.body.error.message, { cause });
  }
  return (await response.json()) as Omit<PortalStatus, "ready" | "readAt">;
}

/** The probe stands beside `/api`, on the backend's origin. */
async function readReadiness({ discoveryApi, fetchApi }: StatusApis) {
  const baseUrl = await discoveryApi.getBaseUrl("plugin-manager");
  const probe = new URL("/.backstage/health/v1/readiness", baseUrl);
  try {
    return (await fetchApi.fetch(probe)).ok;
  } catch {
    return false;
  }
}
