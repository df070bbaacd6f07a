import { findBinary } from "./findBinary.ts";

/** How a process sees the machine's file system: as it is, but for these folders. Later keys win over earlier ones. */
export interface FileSystemView {
  readonly readOnly?: readonly string[];
  readonly writable?: readonly string[];
  /** An empty folder on a disk of its own, of so many bytes, that is gone with the process. */
  readonly small?: { readonly path: string; readonly bytes: number };
}

/**
 * A command that runs another one with real mounts: https://github.com/containers/bubblewrap. Without a view it is the
 * command itself.
 */
export function seeFileSystem(
  view: FileSystemView | undefined,
  command: readonly string[],
): string[] {
  if (!view) return [...command];
  const { readOnly = [], writable = [], small } = view;
  return [
    findBinary("bubblewrap", "bwrap"),
    "--dev-bind",
    "/",
    "/",
    ...readOnly.flatMap((path) => ["--ro-bind", path, path]),
    ...writable.flatMap((path) => ["--bind", path, path]),
    ...(small ? ["--size", String(small.bytes), "--tmpfs", small.path] : []),
    "--",
    ...command,
  ];
}
