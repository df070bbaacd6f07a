import {
  createInstance,
  type ModuleFederationRuntimePlugin,
} from "@module-federation/runtime";
import type { RemoteDescription } from "@flyloft/plugin-core";
import { FOREIGN_MODULES } from "./foreignModules.ts";
import { EAGER_MODULES, LAZY_MODULES } from "./sharedTable.ts";

const ENTRY_TIMEOUT_MS = 15_000;

/** Loads exposed modules of the remotes it was made for. */
export interface Federation {
  /** The exposed module's exports; rejects with whatever the load or the module's code threw. */
  load(remote: RemoteDescription, expose: string): Promise<object>;
}

/** The host's side of module federation: the shared modules, and entries that are loaded with their integrity. */
export function createFederation(
  remotes: readonly RemoteDescription[],
): Federation {
  const instance = createInstance({
    name: "flyloft",
    remotes: remotes.map(({ name, entry }) => ({
      name,
      entry,
      entryGlobalName: name,
    })),
    shared: sharedModules(),
    plugins: [verifiedEntries(remotes)],
  });
  return {
    async load(remote, expose) {
      const id = expose === "." ? remote.name : remote.name + expose.slice(1);
      const loaded = await instance.loadRemote<object>(id);
      if (!loaded) throw new Error(`'${expose}' has no exports.`);
      return loaded;
    },
  };
}

type SharedOptions = NonNullable<
  Parameters<typeof createInstance>[0]["shared"]
>;

function sharedModules(): SharedOptions {
  const singleton = { singleton: true, requiredVersion: false } as const;
  const version = (name: string) => __SHARED_VERSIONS__[name] ?? "0.0.0";
  const given = { ...EAGER_MODULES, ...FOREIGN_MODULES };
  const eager = Object.entries(given).map(([name, module]) => [
    name,
    {
      version: version(name),
      lib: () => module,
      shareConfig: { ...singleton, eager: true },
    },
  ]);
  const lazy = Object.entries(LAZY_MODULES).map(([name, load]) => [
    name,
    {
      version: version(name),
      get: async () => {
        const module = await load();
        return () => module;
      },
      shareConfig: singleton,
    },
  ]);
  return Object.fromEntries([...eager, ...lazy]) as SharedOptions;
}

/** The server names the hash of each entry; a file that was changed on the way does not run. */
function verifiedEntries(
  remotes: readonly RemoteDescription[],
): ModuleFederationRuntimePlugin {
  // The runtime makes entries absolute before it asks.
  const absolute = (url: string) => new URL(url, window.location.origin).href;
  const integrities = new Map(
    remotes.map(({ entry, integrity }) => [absolute(entry), integrity]),
  );
  return {
    name: "flyloft-verified-entries",
    createScript({ url }) {
      const integrity = integrities.get(absolute(url));
      if (!integrity) return undefined;
      const script = document.createElement("script");
      script.src = url;
      script.integrity = integrity;
      script.crossOrigin = "anonymous";
      return { script, timeout: ENTRY_TIMEOUT_MS };
    },
  };
}
