import type { Claim } from "./compose/Arrivals.ts";
import { readStaticPluginId } from "./readStaticPluginId.ts";
import type { StartMessage } from "./supervisor/messages.ts";

type Content = Pick<StartMessage, "staticPlugins" | "hosts"> & {
  readonly generation: Pick<StartMessage["generation"], "plugins">;
};

/**
 * The plugin ids that packages are entitled to by their own metadata: the portal's own first, then in the order of the
 * configuration.
 */
export function readClaims(content: Content): readonly Claim[] {
  const { staticPlugins, hosts, generation } = content;
  const hosted = new Set(hosts.flatMap(({ packages }) => packages));
  const own = staticPlugins.flatMap(({ name }) =>
    claim(name, readStaticPluginId(name)),
  );
  const installed = generation.plugins.flatMap(({ facts, report }) =>
    facts?.role === "backend-plugin" && report.status.state !== "disabled"
      ? claim(facts.name, facts.pluginId, hosted.has(facts.name))
      : [],
  );
  return [...claim("plugin-manager", "plugin-manager"), ...own, ...installed];
}

function claim(
  source: string,
  pluginId: string | undefined,
  hosted = false,
): readonly Claim[] {
  return pluginId ? [{ pluginId, source, hosted }] : [];
}
