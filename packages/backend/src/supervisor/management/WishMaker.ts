import {
  type PluginSettings,
  createRequest,
  desiredKey,
} from "@flyloft/installer";
import type {
  Change,
  InstallRequest,
  SettingsUpdate,
} from "@flyloft/management";
import { parseReference, redact } from "@flyloft/plugin-core";
import { builtInFolder } from "../hostFiles.ts";
import { configDirOf } from "../configLocation.ts";
import { preparePipeline } from "../preparePipeline.ts";
import { refuseGrants } from "./checkAssembled.ts";
import { allowDirectory, nameOfFolder } from "./Directories.ts";
import type { ManagementParts } from "./ManagementParts.ts";
import {
  type PluginTarget,
  findTarget,
  refuseLocked,
  refuseUninstall,
} from "./PluginTarget.ts";
import { findNewest } from "./findNewest.ts";
import { storeSettings } from "./storeSettings.ts";
import { pinRow } from "./pinRow.ts";
import { prepareUpdate } from "./settings.ts";
import { lacksSecret } from "./lacksSecret.ts";
import { versionReference } from "./versionReference.ts";
import type { Wish } from "./Wish.ts";
import {
  badReference,
  newestRuns,
  noVersions,
  notOne,
  nothingBefore,
  otherPackage,
  readOnly,
} from "./wishErrors.ts";
import {
  type NewPlugin,
  alreadyThere,
  wishBack,
  wishEnabled,
  wishGrants,
  wishInstall,
  wishReference,
  wishReset,
  wishSettings,
} from "./wishes.ts";
import { wishUninstall } from "./wishUninstall.ts";

/** Makes wishes of requests, where they can be fulfilled at all. */
export class WishMaker {
  readonly #parts: ManagementParts;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
  }

  /** @throws BackendError `MANAGE_*`, SettingsError, InstallerError */
  async make(change: Change): Promise<Wish> {
    const settings = await this.#writableSettings();
    switch (change.action) {
      case "install":
        return this.#install(change.install, settings);
      case "enable":
      case "disable":
        return wishEnabled(
          this.#target(change.plugin),
          change.action === "enable",
        );
      case "uninstall":
        return this.#uninstall(change.plugin);
      case "upgrade":
        return this.#upgrade(change);
      case "rollback":
        return this.#rollBack(change.plugin, change.before);
      case "configure":
        return this.configure(change.plugin, { values: change.values });
    }
  }

  /** @throws SettingsError, BackendError `MANAGE_SETTINGS_CHANGED` */
  async configure(name: string, update: SettingsUpdate): Promise<Wish> {
    await this.#writableSettings();
    const { store, options, data } = this.#parts;
    const target = this.#target(name);
    const [state, revision] = await Promise.all([
      store.read(),
      store.revision(target.key),
    ]);
    const parts = { options, data, state, revision };
    return wishSettings(target, await prepareUpdate(target, update, parts));
  }

  async reset(name: string): Promise<Wish> {
    await this.#writableSettings();
    return wishReset(this.#target(name));
  }

  /** @throws BackendError `MANAGE_SCOPE_UNKNOWN` */
  async grant(name: string, granted: readonly string[]): Promise<Wish> {
    await this.#writableSettings();
    const target = this.#target(name);
    refuseGrants(target.plugin, { granted });
    return wishGrants(target, granted);
  }

  async #install(
    request: InstallRequest,
    settings: PluginSettings,
  ): Promise<Wish> {
    const plugin = this.#locate(request, settings);
    // A plugin of the files is upgraded and configured by those who may, not installed over.
    const { generation } = this.#parts.portal().current;
    const there = generation.plugins.find(
      ({ key, comesWith }) => key === plugin.key && comesWith === undefined,
    );
    if (there) throw alreadyThere(there.report.name);
    for (const along of [request.with ?? []].flat()) {
      if (along !== "family") this.#allowAlong(along, settings);
    }
    return wishInstall(plugin, request, storeSettings(request.settings));
  }

  /** Where a plugin that isn't there yet comes from. */
  #locate(
    { reference, upload, directory }: InstallRequest,
    { management }: PluginSettings,
  ): NewPlugin {
    const given = [reference, upload, directory].filter(
      (each) => each !== undefined,
    );
    if (given.length !== 1) throw notOne();
    if (upload !== undefined) {
      const { name, path } = this.#parts.uploads.get(upload);
      return { key: `upload:${name}`, name, reference: path };
    }
    if (directory !== undefined) {
      const real = allowDirectory(directory, management.directories);
      return {
        key: `path:${real}`,
        name: nameOfFolder(real),
        reference: real,
      };
    }
    return this.#refer(reference ?? "");
  }

  /** What comes along is installed as well: no folder but one that could be installed by itself. */
  #allowAlong(text: string, { management }: PluginSettings): void {
    const parsed = parseReference(text);
    if (parsed?.kind === "folder") {
      allowDirectory(parsed.path, management.directories);
    } else this.#refer(text);
  }

  /** Paths are for uploads and directories: nobody reads this machine's files by their names. */
  #refer(text: string): NewPlugin {
    const parsed = parseReference(text);
    if (!parsed || parsed.kind === "folder" || parsed.kind === "archive") {
      throw badReference(text);
    }
    const baseDir = configDirOf(this.#parts.options);
    const place = { file: "request" };
    const request = createRequest(text, { baseDir, place });
    const name = parsed.kind === "npm" ? parsed.name : redact(text);
    const key = desiredKey(request, builtInFolder());
    return { key, name, reference: text };
  }

  async #uninstall(name: string): Promise<Wish> {
    const { portal, store, uploads } = this.#parts;
    const target = this.#target(name);
    const { generation } = portal().current;
    const { rows } = await store.read();
    const row = rows.find(({ key }) => key === target.key);
    const host = generation.plugins.find(
      ({ key }) => key !== undefined && key === target.plugin.comesWith,
    );
    refuseUninstall(target, row, host?.report.name);
    const parts = { portal: portal(), store, uploads };
    return wishUninstall(target, generation, parts);
  }

  async #upgrade(
    change: Extract<Change, { action: "upgrade" }>,
  ): Promise<Wish> {
    const target = this.#target(change.plugin);
    if (change.upload !== undefined) {
      const { name, path } = this.#parts.uploads.get(change.upload);
      if (name !== target.name) throw otherPackage(target.name, name);
      return wishReference(target, path, this.#pin(target));
    }
    const reference = parseReference(target.plugin.report.reference);
    if (reference?.kind === "npm") {
      const version =
        change.version ?? (await this.#newest(target)) ?? "latest";
      return wishReference(
        target,
        versionReference(reference, version),
        this.#pin(target),
      );
    }
    if (reference?.kind === "oci") {
      const version = change.version ?? (await this.#newest(target));
      if (version !== undefined) {
        return wishReference(
          target,
          versionReference(reference, version),
          this.#pin(target),
        );
      }
    }
    throw noVersions(target, reference);
  }

  /**
   * The newest version that runs here, as far as the registry tells.
   *
   * @throws BackendError `MANAGE_NOTHING_TO_CHANGE` where that one runs
   */
  async #newest({
    key,
    name,
    plugin,
  }: PluginTarget): Promise<string | undefined> {
    const { options, store } = this.#parts;
    const desired = await store.read();
    const { install, requested } = await preparePipeline({
      ...options,
      desired,
    });
    const request = requested.requests.find((each) => each.key === key);
    const newest = request && (await findNewest(request, install));
    const { version, reference } = plugin.report;
    const isRunning = newest === version || reference.endsWith(`:${newest}`);
    if (newest !== undefined && isRunning) throw newestRuns(name, newest);
    return newest;
  }

  /** As before a change that the audit knows, by default the newest. */
  async #rollBack(name: string, before: number | undefined): Promise<Wish> {
    const target = this.#target(name);
    const history = await this.#parts.store.audit({
      plugin: name,
      limit: 500,
    });
    const entry = history.find(
      ({ number, outcome, before: row, key }) =>
        outcome === "done" &&
        row !== undefined &&
        key === target.key &&
        (before === undefined || number === before),
    );
    const row = entry?.before;
    const isFile = target.plugin.report.origin?.kind === "file";
    // Before it was installed there was nothing to go back to.
    if (!entry || row === undefined || (row === null && !isFile)) {
      throw nothingBefore(name, before);
    }
    const { secrets } = await this.#parts.store.read();
    if (lacksSecret(row?.settings, secrets)) throw nothingBefore(name, before);
    return wishBack(target, { number: entry.number, row }, this.#pin(target));
  }

  #pin(target: PluginTarget) {
    return pinRow(target, this.#parts.portal().current.generation);
  }

  #target(name: string): PluginTarget {
    const target = findTarget(this.#parts.portal().current.generation, name);
    refuseLocked(target);
    return target;
  }

  /** @throws BackendError `MANAGE_READ_ONLY` */
  async #writableSettings(): Promise<PluginSettings> {
    const { requested } = await preparePipeline(this.#parts.options);
    const { settings } = requested;
    if (!settings.management.readOnly) return settings;
    throw readOnly();
  }
}
