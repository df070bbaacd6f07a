const ACTIONS: Readonly<Record<string, string>> = {
  install: "Installed",
  enable: "Enabled",
  disable: "Disabled",
  configure: "Settings changed",
  reset: "Settings reset",
  grant: "Permissions changed",
  upgrade: "Version changed",
  rollback: "Rolled back",
  uninstall: "Uninstalled",
  "rollback-portal": "Portal rolled back",
  reload: "Configuration reloaded",
  gc: "Store tidied up",
  retry: "Started again",
};

/** What an entry of the audit log tells, in words. What isn't known is shown as it is. */
export function describeAction(action: string): string {
  return ACTIONS[action] ?? action;
}

/** `jane` for `user:default/jane`: the kind and the default namespace say nothing to people. */
export function describeActor(actor: string): string {
  const [, namespace, name] = /^user:([^/]+)\/(.+)$/i.exec(actor) ?? [];
  if (!name) return actor;
  return namespace === "default" ? name : `${namespace}/${name}`;
}
