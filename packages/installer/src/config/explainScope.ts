import { SCOPES, nearestName } from "@flyloft/plugin-core";

/** What is wrong with a permission that nobody knows, to follow its place. */
export function explainScope(written: unknown): string {
  const nearest = nearestName(String(written), SCOPES);
  const meant = nearest ? `; did you mean \`${nearest}\`?` : "";
  return `\`${String(written)}\` is no permission${meant}`;
}
