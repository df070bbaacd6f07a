/** Everything that a plugin can ask to be allowed. What is not in this list can't be granted. */
export const SCOPES = [
  "llms.read",
  "llms.write",
  "llms.proxy",
  "tools.read",
  "tools.execute",
  "tools.write",
  "tools.operations",
  "datasources.read",
  "datasources.query",
  "datasources.write",
  "apps.read",
  "apps.write",
  "plugins.read",
  "plugins.write",
  "kv.read",
  "kv.readwrite",
  "analytics.read",
  "analytics.write",
  "chat.inference",
  "chat.models",
  "storage.scoped",
  "storage.conversations",
  "memory.read",
  "memory.write",
  "memory.extract",
  "ui.overlay",
  "ui.sidebar",
  "ui.statusbar",
  "ui.toolbar",
  "ui.notifications",
] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
