/**
 * A `fetch` for clients that hand over whole requests. Backstage's middlewares make a request of what they are given and
 * pass on what they were given: a request with a body is used up by then, an address with options is not.
 */
export function portableFetch(fetch: typeof globalThis.fetch): typeof fetch {
  return async (input, init) => {
    if (!(input instanceof Request)) return fetch(input, init);
    const { url, method, headers, signal } = input;
    const body = input.body ? await input.blob() : undefined;
    return fetch(url, { method, headers, signal, ...(body && { body }) });
  };
}
