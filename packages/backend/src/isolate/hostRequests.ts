/** What the backend process and host processes agree on about their HTTP requests. */

/** Proves to a host that a request comes from the backend. Never from or to a browser. */
export const SECRET_HEADER = "x-flyloft-host-secret";

/** More than Node's 16 KiB, since the backend adds headers to what a client may send. */
export const MAX_HEADER_BYTES = 64 * 1024;
