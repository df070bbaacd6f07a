import type { AuditEntry } from "@flyloft/management";

type Words = readonly [done: string, asked: string];

const ACTIONS: Readonly<Record<string, Words>> = {
  install: ["Installed", "Installation"],
  enable: ["Enabled", "Enabling"],
  disable: ["Disabled", "Disabling"],
  configure: ["Settings changed", "Change of settings"],
  reset: ["Settings reset", "Reset of settings"],
  grant: ["Permissions changed", "Change of permissions"],
  upgrade: ["Version changed", "Change of version"],
  rollback: ["Rolled back", "Roll-back"],
  uninstall: ["Uninstalled", "Uninstallation"],
  "rollback-portal": ["Portal rolled back", "Roll-back of the portal"],
  reload: ["Configuration reloaded", "Reload of the configuration"],
  gc: ["Store tidied up", "Tidying of the store"],
  "develop-begin": [
    "Development versions offered",
    "Offer of development versions",
  ],
  "develop-open": [
    "Development versions opened",
    "Opening of development versions",
  ],
  "develop-end": ["Development versions ended", "End of development versions"],
  retry: ["Started again", "Start"],
};

/** What an entry of the audit log tells: `Enabled`, or `Enabling refused`. What isn't known is shown as it is. */
export function describeAction({
  action,
  outcome,
}: Pick<AuditEntry, "action" | "outcome">): string {
  const [done, asked] = ACTIONS[action] ?? [action, action];
  return outcome === "done" ? done : `${asked} ${outcome}`;
}

/** `jane` for `user:default/jane`: the kind and the default namespace say nothing to people. */
export function describeActor(actor: string): string {
  const [, namespace, name] = /^user:([^/]+)\/(.+)$/i.exec(actor) ?? [];
  if (!name) return actor;
  return namespace === "default" ? name : `${namespace}/${name}`;
}
