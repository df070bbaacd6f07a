import { stripVTControlCharacters } from "node:util";

/** A text that a package or a catalog chose, as one line that says nothing to the terminal. */
export function plain(text: string | undefined): string {
  return (
    stripVTControlCharacters(text ?? "")
      .replace(/\s+/g, " ")
      // oxlint-disable-next-line no-control-regex -- ASCII's and Latin-1's control characters.
      .replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
  );
}

/** `2026-03-01 12:30:05`, in UTC. */
export function formatTime(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
