/** An id that nobody else makes. `crypto.randomUUID` is missing where the portal is served without TLS. */
export function createKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
