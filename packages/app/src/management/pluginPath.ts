/** Paths of the Plugins page itself; a plugin may have such a name all the same. */
const RESERVED: readonly string[] = [
  "activity",
  "install",
  "marketplace",
  "package",
];

/** A part of a plugin's page beside its overview. */
export type PluginTab =
  "settings" | "versions" | "permissions" | "history" | "logs" | "extensions";

/** The page of a plugin, or one of its tabs. */
export function pluginPath(name: string, tab?: PluginTab): string {
  const base = RESERVED.includes(name) ? "/plugins/package" : "/plugins";
  const page = `${base}/${encodeURIComponent(name)}`;
  return tab ? `${page}/${tab}` : page;
}

/** The page of a plugin in a catalog. */
export function marketplacePath(catalog: string, name: string): string {
  return `/plugins/marketplace/${encodeURIComponent(catalog)}/${encodeURIComponent(name)}`;
}

export interface InstallChoice {
  readonly reference?: string | undefined;
  readonly upload?: string | undefined;
  readonly directory?: string | undefined;
  readonly with?: "family" | undefined;
}

/** The page that shows the plan of an installation, before anything is done. */
export function installPath(choice: InstallChoice): string {
  const entries = Object.entries(choice).filter(([, value]) => value);
  return `/plugins/install?${new URLSearchParams(entries)}`;
}
