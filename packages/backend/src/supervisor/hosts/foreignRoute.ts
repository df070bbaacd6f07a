import { BackendError } from "../../errors.ts";
import type { HostPlan } from "./planHosts.ts";

/**
 * The first thing that a host says it answers and that isn't its own. Other plugins fetch the keys that prove who signed a
 * call from the caller's route: whoever answers another plugin's route could sign in its name.
 */
export function foreignRoute(
  { pluginId, plugins }: HostPlan,
  routes: readonly string[],
  taken: ReadonlySet<string>,
): BackendError | undefined {
  const isOwn = (id: string) =>
    pluginId === undefined ? !taken.has(id) : id === pluginId.toLowerCase();
  const route = routes.find((each) => {
    // Routes match in any case.
    const [first = "", id] = each.toLowerCase().split("/").filter(Boolean);
    return first === "" || (first === "api" && !(id && isOwn(id)));
  });
  if (route === undefined) return undefined;
  const name = plugins[0]?.report.name ?? pluginId ?? "";
  return new BackendError(
    "SUPERVISE_HOST_FOREIGN_ROUTE",
    `${name} wants to answer ${route}, which is not its own${pluginId ? `: its package.json says it is the plugin '${pluginId}'` : ""}.`,
    {
      hint: "Its code and its package.json name different plugins. Ask its publisher, or disable it.",
      plugin: name,
    },
  );
}
