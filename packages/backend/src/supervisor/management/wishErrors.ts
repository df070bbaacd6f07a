import { type Reference, redact } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import type { PluginTarget } from "./PluginTarget.ts";

/** Nothing, or several things to install at once. */
export function notOne(): BackendError {
  return new BackendError(
    "MANAGE_REFERENCE_INVALID",
    "A plugin is installed from one thing: a reference, an upload or a directory.",
    { hint: "Give exactly one of `reference`, `upload` and `directory`." },
  );
}

export function otherPackage(name: string, other: string): BackendError {
  return new BackendError(
    "MANAGE_REFERENCE_INVALID",
    `The archive holds ${other}, which is no version of ${name}.`,
    {
      hint: `Upload an archive of ${name}, or install ${other}.`,
      plugin: name,
    },
  );
}

export function noVersions(
  { name }: PluginTarget,
  reference: Reference | undefined,
): BackendError {
  return new BackendError(
    "MANAGE_NO_VERSIONS",
    `${name} comes from ${reference ? `a source (${reference.kind})` : "a source"} that tells no versions.`,
    {
      hint: "Name the version. An archive is upgraded by uploading the next one; a folder is read again when it changes.",
      plugin: name,
    },
  );
}

export function badReference(text: string): BackendError {
  return new BackendError(
    "MANAGE_REFERENCE_INVALID",
    `${redact(text)} is no reference to a package that can be installed from here.`,
    {
      hint: "Give an npm package (`name` or `name@version`), `oci://…` or an https URL; upload an archive, and choose a folder below those that are allowed.",
    },
  );
}

export function nothingBefore(
  name: string,
  before: number | undefined,
): BackendError {
  return new BackendError(
    "MANAGE_HISTORY_UNKNOWN",
    before === undefined
      ? `Nothing was changed of ${name} that could be taken back.`
      : `There is no change ${before} of ${name} that could be taken back.`,
    {
      hint: "Its history lists the changes. An installation is taken back by uninstalling the plugin.",
      plugin: name,
    },
  );
}

export function changedMeanwhile(plugin: string): BackendError {
  return new BackendError(
    "MANAGE_SETTINGS_CHANGED",
    `Somebody else changed ${plugin} meanwhile.`,
    { hint: "Load its settings again, and repeat your change.", plugin },
  );
}

export function readOnly(): BackendError {
  return new BackendError(
    "MANAGE_READ_ONLY",
    "This portal runs what its configuration files say, and nothing is changed from here.",
    {
      hint: "Change the files, or set dynamicPlugins.management.readOnly to false there.",
    },
  );
}

export function newestRuns(plugin: string, version: string): BackendError {
  return new BackendError(
    "MANAGE_NOTHING_TO_CHANGE",
    `${version} is the newest version of ${plugin} that runs here.`,
    {
      hint: "There is nothing to do. Name a version to get another one.",
      plugin,
    },
  );
}
