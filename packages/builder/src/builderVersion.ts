/** Rises with every change of what is built from the same sources: a remote's key holds it, and so the remote is built anew. */
export const BUILDER_VERSION = "4";
