import type { FrontendFeature } from "@backstage/frontend-plugin-api";
import type { RemoteDescription } from "@flyloft/plugin-core";
import {
  createFederation,
  type Federation,
} from "../federation/createFederation.ts";
import { describeFault } from "../federation/describeFault.ts";
import type { FaultLog } from "../federation/FaultLog.ts";
import {
  failedRemote,
  type LoadedRemote,
  loadRemote,
} from "../federation/loadRemote.ts";
import { extensionIdsOf, pluginIdsOf } from "../federation/pickFeatures.ts";
import type { RouteBinding } from "../legacy/RouteBinding.ts";
import { compareRemotes, type KnownRemote } from "./compareRemotes.ts";
import type { PluginUpdate } from "./LiveStatus.ts";

interface MetRemote extends KnownRemote {
  readonly features: readonly FrontendFeature[];
  readonly bindings: readonly RouteBinding[];
}

/** The remotes whose code this page holds, and the part of them that makes up the portal now. */
export class RemoteSet {
  readonly #federation: Federation = createFederation();
  readonly #faults: FaultLog;
  readonly #met = new Map<string, MetRemote>();
  /** In the portal's order, which decides between plugins that replace the same thing. */
  #order: readonly string[] = [];

  constructor(faults: FaultLog) {
    this.#faults = faults;
  }

  /** What the portal's remotes bring, as far as it has arrived. */
  get features(): readonly FrontendFeature[] {
    return this.#used.flatMap(({ features }) => features);
  }

  /** Where external routes of the features lead. */
  get bindings(): readonly RouteBinding[] {
    return this.#used.flatMap(({ bindings }) => bindings);
  }

  /** Changes with what {@link features} are made of. */
  get signature(): string {
    return JSON.stringify(this.#used.map(({ description }) => description));
  }

  /** Ids of the extensions that a package brings. */
  extensionsOf(packageName: string): ReadonlySet<string> {
    const ids = this.#used
      .filter(({ description }) => description.packageName === packageName)
      .flatMap(({ features }) => features.flatMap(extensionIdsOf));
    return new Set(ids);
  }

  get #used(): readonly MetRemote[] {
    return this.#order.flatMap((name) => {
      const remote = this.#met.get(name);
      return remote?.isUsed && remote.isRunning ? [remote] : [];
    });
  }

  /** Loads the first remotes. `failures` tells by container name which of them could not start with the page. */
  async load(
    remotes: readonly RemoteDescription[],
    failures: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#order = remotes.map(({ name }) => name);
    const [failed, others] = partition(remotes, ({ name }) => name in failures);
    for (const remote of failed) {
      const fault = describeFault(remote, new Error(failures[remote.name]));
      this.#keep(remote, failedRemote(fault));
    }
    await this.#loadAll(others);
  }

  /** Makes these the portal's remotes: loads new ones and leaves others out. */
  async change(next: readonly RemoteDescription[]): Promise<void> {
    const { added, removed, returned } = compareRemotes(this.#met, next);
    for (const name of removed) this.#use(name, false);
    for (const name of returned) this.#use(name, true);
    await this.#loadAll(added);
    this.#order = next.map(({ name }) => name);
  }

  /** Of which remotes the portal has other versions than this page. */
  updates(next: readonly RemoteDescription[]): readonly PluginUpdate[] {
    return compareRemotes(this.#met, next).outdated.flatMap((remote) => {
      const met = this.#met.get(remote.name);
      return met ? [toUpdate(remote, met)] : [];
    });
  }

  async #loadAll(remotes: readonly RemoteDescription[]): Promise<void> {
    this.#federation.add(remotes);
    await Promise.all(
      remotes.map(async (remote) => {
        this.#forgetFaults(remote);
        this.#keep(remote, await loadRemote(this.#federation, remote));
      }),
    );
  }

  #keep(description: RemoteDescription, loaded: LoadedRemote): void {
    const { features, bindings, faults } = loaded;
    const isRunning = features.length > 0;
    this.#met.set(description.name, {
      description,
      features,
      bindings,
      isRunning,
      isUsed: true,
    });
    this.#faults.add(faults);
  }

  #use(name: string, isUsed: boolean): void {
    const met = this.#met.get(name);
    if (!met) return;
    this.#met.set(name, { ...met, isUsed });
    if (!isUsed) this.#forgetFaults(met.description);
  }

  #forgetFaults({ packageName }: RemoteDescription): void {
    this.#faults.keep((fault) => fault.packageName !== packageName);
  }
}

function toUpdate(remote: RemoteDescription, met: MetRemote): PluginUpdate {
  const plugin = met.features.find(
    ({ $$type }) => $$type === "@backstage/FrontendPlugin",
  ) as { readonly title?: string } | undefined;
  return {
    packageName: remote.packageName,
    title: plugin?.title ?? remote.packageName,
    version: remote.version,
    from: met.description.version,
    pluginIds: pluginIdsOf(met.features),
  };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean) {
  return [
    items.filter((item) => test(item)),
    items.filter((item) => !test(item)),
  ] as const;
}
