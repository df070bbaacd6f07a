import type { AppConfig } from "@backstage/config";
import type { StaticPlugin } from "./messages.ts";

/** A plugin that is an ordinary dependency of this package. */
interface StaticPluginRule {
  readonly name: string;
  /** Whether the configuration wants it. */
  when(configs: readonly AppConfig[]): boolean;
}

/** The portal's own backend plugins. They are loaded and composed the way all others are, and fail as alone. */
const STATIC_PLUGINS: readonly StaticPluginRule[] = [
  {
    name: "@backstage/plugin-auth-backend",
    when: (configs) => has(configs, "auth"),
  },
  {
    name: "@backstage/plugin-auth-backend-module-guest-provider",
    when: (configs) => hasGuest(configs),
  },
  { name: "@backstage/plugin-catalog-backend", when: () => true },
  {
    name: "@backstage/plugin-permission-backend",
    when: (configs) => asksForPermissions(configs),
  },
];

/** All that there may be, whatever the configuration. */
export function staticPluginNames(): readonly string[] {
  return STATIC_PLUGINS.map(({ name }) => name);
}

export function pickStaticPlugins(
  configs: readonly AppConfig[],
): readonly StaticPlugin[] {
  return STATIC_PLUGINS.filter(({ when }) => when(configs)).map(({ name }) => ({
    name,
  }));
}

type Data = Readonly<Record<string, unknown>>;

function has(configs: readonly AppConfig[], key: string): boolean {
  return configs.some(({ data }) => data[key] !== undefined);
}

/** Without it every question of the framework would be answered by nobody. */
function asksForPermissions(configs: readonly AppConfig[]): boolean {
  const enabled = configs
    .map(({ data }) => data["permission"] as Data | undefined)
    .findLast((permission) => permission?.["enabled"] !== undefined)?.[
    "enabled"
  ];
  return enabled === true || enabled === "true";
}

function hasGuest(configs: readonly AppConfig[]): boolean {
  return configs.some(({ data }) => {
    const auth = data["auth"] as Data | undefined;
    const providers = auth?.["providers"] as Data | undefined;
    return providers !== undefined && "guest" in providers;
  });
}
