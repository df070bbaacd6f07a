import {
  ApiBlueprint,
  createApiRef,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from "@backstage/frontend-plugin-api";
import { ResponseError } from "@backstage/errors";

interface SearchApi {
  query(query: SearchQuery): Promise<unknown>;
}

interface SearchQuery {
  readonly term: string;
  readonly types?: readonly string[];
  readonly filters?: object;
  readonly pageLimit?: number;
  readonly pageCursor?: string;
}

/**
 * Backstage's search API, asked of the search backend. Start pages and headers expect it to be there; where no search
 * backend is installed their searches fail, and they don't. Backstage's own search plugin replaces this one.
 */
export const searchPlugin = createFrontendPlugin({
  pluginId: "search",
  extensions: [
    ApiBlueprint.make({
      params: (define) =>
        define({
          api: createApiRef<SearchApi>({ id: "plugin.search.queryservice" }),
          deps: { discovery: discoveryApiRef, fetchApi: fetchApiRef },
          factory: ({ discovery, fetchApi }) => ({
            async query(query) {
              const baseUrl = await discovery.getBaseUrl("search");
              const url = `${baseUrl}/query?${searchParams(query)}`;
              const response = await fetchApi.fetch(url);
              if (!response.ok)
                throw await ResponseError.fromResponse(response);
              return response.json();
            },
          }),
        }),
    }),
  ],
});

/** The search backend reads nested values in the notation of the `qs` package: `filters[kind]=Component`. */
function searchParams(query: SearchQuery): URLSearchParams {
  const params = new URLSearchParams();
  const append = (key: string, value: unknown) => {
    if (value === undefined || value === null) return;
    if (typeof value !== "object") {
      params.append(key, String(value));
      return;
    }
    for (const [name, nested] of Object.entries(value)) {
      append(`${key}[${name}]`, nested);
    }
  };
  for (const [key, value] of Object.entries(query)) append(key, value);
  return params;
}
