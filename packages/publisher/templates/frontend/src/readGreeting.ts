import type { DiscoveryApi, FetchApi } from "@backstage/frontend-plugin-api";

export interface GreetingApis {
  readonly discoveryApi: DiscoveryApi;
  readonly fetchApi: FetchApi;
}

/** What the plugin's backend says; where there is none, this says so. */
export async function readGreeting(apis: GreetingApis): Promise<string> {
  const { discoveryApi, fetchApi } = apis;
  try {
    const baseUrl = await discoveryApi.getBaseUrl("example");
    const response = await fetchApi.fetch(`${baseUrl}/greeting`);
    if (!response.ok) return `The backend answered ${response.status}.`;
    const { text } = (await response.json()) as { text: string };
    return text;
  } catch {
    return "The backend can't be reached.";
  }
}
