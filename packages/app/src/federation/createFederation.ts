import {
  createInstance,
  type ModuleFederationRuntimePlugin,
} from "@module-federation/runtime";
import type { RemoteDescription } from "@flyloft/plugin-core";
import { EAGER_MODULES, LAZY_MODULES } from "./sharedTable.ts";

const ENTRY_TIMEOUT_MS = 15_000;

/** Loads exposed modules of the remotes that it was told of. */
export interface Federation {
  /** Tells of remotes. One that was known by another entry is forgotten first: nothing of it may run yet. */
  add(remotes: readonly RemoteDescription[]): void;
  /** The exposed module's exports; rejects with whatever the load or the module's code threw. */
  load(remote: RemoteDescription, expose: string): Promise<object>;
}

/** The host's side of module federation: the shared modules, and entries that are loaded with their integrity. */
export function createFederation(): Federation {
  const integrities = new Map<string, string>();
  const entries = new Map<string, string>();
  const instance = createInstance({
    name: "flyloft",
    remotes: [],
    shared: sharedModules(),
    plugins: [verifiedEntries(integrities)],
  });
  return {
    add(remotes) {
      for (const { name, entry, integrity } of remotes) {
        integrities.set(absolute(entry), integrity);
        const force = entries.has(name);
        if (entries.get(name) === entry) continue;
        entries.set(name, entry);
        const remote = { name, entry, entryGlobalName: name };
        instance.registerRemotes([remote], { force });
      }
    },
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
  const eager = Object.entries(EAGER_MODULES).map(([name, module]) => [
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
      // What is not loaded yet loses against a remote's newer copy, which all other remotes would then be given.
      loaded: true,
      shareConfig: singleton,
    },
  ]);
  return Object.fromEntries([...eager, ...lazy]) as SharedOptions;
}

/** The server names the hash of each entry; a file that was changed on the way does not run. */
function verifiedEntries(
  integrities: ReadonlyMap<string, string>,
): ModuleFederationRuntimePlugin {
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

/** The runtime makes entries absolute before it asks. */
function absolute(url: string): string {
  return new URL(url, window.location.origin).href;
}
