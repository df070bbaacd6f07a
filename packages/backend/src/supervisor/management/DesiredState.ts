import type { DesiredPlugin } from "@flyloft/installer";

/** What administrators want of one plugin, as it is stored. */
export interface DesiredRow extends DesiredPlugin {
  /** The package's name, or the reference where it isn't known yet. */
  readonly name: string;
}

/** What administrators changed while the portal runs, on top of the configuration files. */
export interface DesiredState {
  readonly rows: readonly DesiredRow[];
  /** Values of secret settings, by the names that stand in their place: `setting:<id>`. */
  readonly secrets: Readonly<Record<string, string>>;
}

export const NOTHING_DESIRED: DesiredState = { rows: [], secrets: {} };

/** A secret in `settings`; its value is elsewhere. */
export interface SecretReference {
  readonly $setting: string;
}

export function isSecretReference(value: unknown): value is SecretReference {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<SecretReference>).$setting === "string"
  );
}
