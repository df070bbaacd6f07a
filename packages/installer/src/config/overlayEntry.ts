import { type Place, redact } from "@flyloft/plugin-core";
import { createCompanion } from "./createCompanion.ts";
import {
  type ConfigOverlay,
  type DesiredPlugin,
  OVERLAY_FILE,
} from "./DesiredPlugin.ts";
import type { IsolationRequest } from "./IsolationRequest.ts";
import { overlaySettings } from "./overlaySettings.ts";
import type { ParsedEntry } from "./parseEntry.ts";
import type { PluginRequest } from "./PluginRequest.ts";
import { readReference } from "./readReference.ts";
import { refuseFamilyOf } from "./refuseFamilyOf.ts";

export interface Overlaying {
  readonly overlay: ConfigOverlay;
  /** Holds secrets as `setting:<id>`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * An entry with what administrators changed of it. One that is locked stays as it is. Throws CONFIG_REFERENCE_INVALID
 * and CONFIG_SCHEMA.
 */
export function overlayEntry(
  { request, companions, ...entry }: ParsedEntry,
  row: DesiredPlugin,
  overlaying: Overlaying,
): ParsedEntry {
  if (request.origin.isLocked) return { request, companions, ...entry };
  const changed = overlayRequest(request, row, overlaying);
  if (row.with === undefined) {
    const { enabled, isolation } = changed;
    const along = companions.map((each) => ({ ...each, enabled, isolation }));
    return { ...entry, request: changed, companions: along };
  }
  if (row.with === "family") {
    refuseFamilyOf(changed, placeOfRow(row));
    return {
      ...entry,
      request: { ...changed, with: "family" },
      companions: [],
    };
  }
  const { baseDir, builtInDir } = overlaying.overlay;
  const along = row.with.map((text) => {
    const place = placeOfRow(row);
    const reference = readReference(text, place);
    return createCompanion(changed, {
      text,
      reference,
      place,
      baseDir,
      builtInDir,
    });
  });
  return {
    ...entry,
    request: { ...changed, with: undefined },
    companions: along,
  };
}

/** The same for a request that brings nothing along. */
export function overlayRequest(
  request: PluginRequest,
  row: DesiredPlugin,
  { overlay, env }: Overlaying,
): PluginRequest {
  if (request.origin.isLocked) return request;
  const { settings, isolation: tier } = row;
  const { origin } = request;
  const isChanged = origin.kind === "file" && saysSomething(row);
  return {
    ...request,
    ...(row.reference !== undefined && referTo(row, request, overlay)),
    ...(settings && overlaySettings(request, settings, env)),
    ...(tier && { isolation: isolate(request.isolation, tier) }),
    enabled: row.enabled ?? request.enabled,
    granted: row.granted ?? request.granted,
    origin: { ...origin, isChanged },
    ...(row.name !== undefined && { knownName: row.name }),
  };
}

export function placeOfRow({ key }: Pick<DesiredPlugin, "key">): Place {
  return { file: OVERLAY_FILE, key };
}

function saysSomething({
  key: _key,
  name: _name,
  ...row
}: DesiredPlugin): boolean {
  return Object.values(row).some((value) => value !== undefined);
}

/** Integrity and family of an entry are those of the package that it names. */
function referTo(
  row: DesiredPlugin,
  request: PluginRequest,
  { baseDir }: ConfigOverlay,
): Partial<PluginRequest> {
  const written = row.reference ?? "";
  const text = redact(written);
  if (text === request.text) return {};
  const place = placeOfRow(row);
  const reference = readReference(written, place);
  const isNpm = reference.kind === "npm";
  return {
    reference,
    text,
    place,
    baseDir,
    integrity: undefined,
    ...(!isNpm && { with: undefined }),
    // Their lines are in the entry's file.
    ...(request.configLeaves && {
      configLeaves: request.configLeaves.map((leaf) => ({
        ...leaf,
        file: leaf.file ?? request.place.file,
      })),
    }),
  };
}

function isolate(
  isolation: IsolationRequest,
  tier: IsolationRequest["tier"],
): IsolationRequest {
  const { required } = isolation;
  // Bubblewrap is a part of `sandbox`.
  const isHeld = tier === "sandbox" || required !== "bubblewrap";
  return { ...isolation, tier, isNamed: true, required: isHeld && required };
}
