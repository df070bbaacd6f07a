import { readFile } from "node:fs/promises";
import path from "node:path";
import { type AuditEntry, toManagedPlugin } from "@flyloft/management";
import { BackendError } from "../../errors.ts";
import { readPortalFacts } from "../hostFiles.ts";
import type { ManagementCall } from "../messages.ts";
import { preparePipeline } from "../preparePipeline.ts";
import { type Handlers, nameOf, ok } from "./Handler.ts";
import type { ManagementParts } from "./ManagementParts.ts";
import { type PluginTarget, findTarget } from "./PluginTarget.ts";
import { describeSettings } from "./settings.ts";
import { toAuditEntry } from "./toAuditEntry.ts";

const LARGEST_README = 512 * 1024;
const HISTORY = 100;

/** What is asked of plugins, where nothing is to be changed. */
export class PluginQuestions {
  readonly #parts: ManagementParts;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
  }

  get handlers(): Handlers {
    return {
      listPlugins: async () => ok(this.#list()),
      getPlugin: async (call) => ok(toManagedPlugin(this.#report(call))),
      getReadme: async (call) => ok(await this.#readme(this.#target(call))),
      getSettings: async (call) => ok(await this.#settings(this.#target(call))),
      getPluginHistory: async (call) => ok(await this.#history(call)),
      retryPlugin: async (call) => ok(await this.#retry(nameOf(call))),
    };
  }

  #list() {
    const { generation, prepared } = this.#parts.portal().current;
    return {
      generation: generation.number,
      portal: readPortalFacts(),
      items: prepared.plugins.map(toManagedPlugin),
    };
  }

  #report(call: ManagementCall) {
    const { name } = this.#target(call);
    const { prepared } = this.#parts.portal().current;
    const report = prepared.plugins.find((each) => each.name === name);
    return report ?? this.#target(call).plugin.report;
  }

  #target(call: ManagementCall): PluginTarget {
    return findTarget(this.#parts.portal().current.generation, nameOf(call));
  }

  async #readme({ plugin }: PluginTarget) {
    const { dir, facts, kept } = plugin;
    const root = dir ?? kept?.dir;
    const name = (facts ?? kept?.facts)?.readme;
    if (!root || name === undefined) return { markdown: null };
    const text = await readFile(path.join(root, name), "utf8").catch(
      () => null,
    );
    return { markdown: text?.slice(0, LARGEST_README) ?? null };
  }

  async #settings(target: PluginTarget) {
    const { store, options, portal } = this.#parts;
    const [{ rows }, revision, { requested }] = await Promise.all([
      store.read(),
      store.revision(target.key),
      preparePipeline(options),
    ]);
    return describeSettings(target, {
      row: rows.find(({ key }) => key === target.key),
      revision,
      isReadOnly: requested.settings.management.readOnly,
      config: portal().newest.config,
    });
  }

  async #history(call: ManagementCall): Promise<{ items: AuditEntry[] }> {
    const plugin = nameOf(call);
    const { generation } = this.#parts.portal().current;
    const target = generation.plugins.find(
      ({ report }) => report.name === plugin,
    );
    const records = await this.#parts.store.audit({ plugin, limit: HISTORY });
    return { items: records.map((record) => toAuditEntry(record, target)) };
  }

  /** @throws BackendError `MANAGE_PLUGIN_UNKNOWN` where it has no process of its own */
  async #retry(plugin: string) {
    if (await this.#parts.portal().current.retry(plugin)) return { plugin };
    throw new BackendError(
      "MANAGE_PLUGIN_UNKNOWN",
      `There is no isolated plugin '${plugin}'.`,
      {
        hint: "Only plugins with a process of their own can be started again alone; `flyloft list` shows them.",
        plugin,
      },
    );
  }
}
