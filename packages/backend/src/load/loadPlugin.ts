import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { BackendError } from "../errors.ts";
import { describeThrown } from "./describeThrown.ts";
import { withDeadline } from "../withDeadline.ts";
import { type PackageEntry, findEntry } from "./findEntry.ts";
import type { LoadedPlugin, PluginPackage } from "./LoadedPlugin.ts";
import { type PickedFeatures, pickFeatures } from "./pickFeatures.ts";

/**
 * Imports a package that was added to the process's `PluginResolution`, and finds its backend features: in the main
 * entry, else in `./alpha`.
 *
 * @throws BackendError `LOAD_*`, whatever the package throws
 */
export async function loadPlugin(
  plugin: PluginPackage,
  deadlineMs: number,
): Promise<LoadedPlugin> {
  const main = findEntry(plugin.dir, ".");
  const alpha = findEntry(plugin.dir, "./alpha");
  const first = main
    ? await importFeatures(plugin, main, deadlineMs)
    : ({ kind: "none" } as const);
  const found =
    first.kind === "none" && alpha
      ? await importFeatures(plugin, alpha, deadlineMs)
      : first;
  if (found.kind === "features") {
    return { source: plugin.name, features: found.features };
  }
  throw found.kind === "legacy"
    ? legacyFeature(plugin)
    : noFeature(plugin, main ?? alpha);
}

async function importFeatures(
  plugin: PluginPackage,
  entry: PackageEntry,
  deadlineMs: number,
): Promise<PickedFeatures> {
  try {
    return pickFeatures(
      await withDeadline(importEntry(entry), deadlineMs, () =>
        deadlinePassed(plugin, deadlineMs),
      ),
    );
  } catch (error) {
    throw error instanceof BackendError
      ? error
      : describeThrown(plugin.name, error);
  }
}

async function importEntry(entry: PackageEntry): Promise<unknown> {
  return entry.format === "module"
    ? import(pathToFileURL(entry.file).href)
    : createRequire(entry.file)(entry.file);
}

function deadlinePassed(plugin: PluginPackage, deadlineMs: number) {
  return new BackendError(
    "LOAD_DEADLINE",
    `${plugin.name} was not imported within ${deadlineMs / 1000} s.`,
    {
      hint: "Its module waits for something at the top level. Raise backend.startup.deadline if it only needs longer.",
      plugin: plugin.name,
    },
  );
}

function legacyFeature(plugin: PluginPackage): BackendError {
  return new BackendError(
    "LOAD_LEGACY_FEATURE",
    `${plugin.name} is made for Backstage's old backend system (dynamicPluginInstaller of kind 'legacy').`,
    {
      hint: "Use a version that exports a feature of the new backend system.",
      plugin: plugin.name,
    },
  );
}

function noFeature(
  plugin: PluginPackage,
  entry: PackageEntry | undefined,
): BackendError {
  const looked = entry
    ? "has no backend feature as its default export"
    : "has no entry file";
  return new BackendError("LOAD_NO_FEATURE", `${plugin.name} ${looked}.`, {
    hint: "A backend plugin exports what createBackendPlugin, createBackendModule, createServiceFactory or createBackendFeatureLoader made, as default of its main or ./alpha entry.",
    plugin: plugin.name,
  });
}
