import type { BackstagePlugin } from "@backstage/core-plugin-api";
import type { ExtensionDefinition } from "@backstage/frontend-plugin-api";
import type { LegacyExport, RemoteDescription } from "@flyloft/plugin-core";
import { AppError } from "../errors.ts";
import type { LegacyComponent, LegacyExports } from "./LegacyExports.ts";

/** The remote whose exports are converted. */
export interface Conversion {
  readonly remote: RemoteDescription;
  readonly exports: LegacyExports;
}

/** An extension, and the old plugin that its component belongs to. */
export interface Converted {
  readonly extension: ExtensionDefinition;
  readonly plugin: BackstagePlugin | undefined;
}

/**
 * The component that goes to `place`.
 *
 * @throws AppError `APP_REMOTE_LEGACY_EXPORT` where the package doesn't export it, or exports something else
 */
export function findComponent(
  conversion: Conversion,
  { importName }: LegacyExport,
  place: string,
): LegacyComponent {
  const component = conversion.exports.component(importName);
  if (component) return component;
  throw missingExport(conversion, importName, `${place} names`);
}

export function missingExport(
  { remote, exports }: Conversion,
  importName: string,
  where: string,
): AppError {
  const names = exports.names.join(", ");
  return new AppError(
    "APP_REMOTE_LEGACY_EXPORT",
    `${where} '${importName}', which ${remote.packageName} doesn't export, or not as what it takes.`,
    {
      plugin: remote.packageName,
      hint: `Set importName in dynamicPlugins.frontend.<plugin> to one of its exports: ${names || "it has none"}.`,
    },
  );
}
