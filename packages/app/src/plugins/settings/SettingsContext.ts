import { createContext, useContext } from "react";
import type { Path } from "./pointers.ts";

/** What all fields of the form know. */
export interface SettingsForm {
  /** What holds where nobody sets anything: files, then the schema's defaults. */
  inheritedAt(path: Path): unknown;
  /** What administrators set. */
  ownAt(path: Path): unknown;
  /** Whether a secret is set, by a file or an administrator. */
  hasSecret(path: Path): boolean;
  /** Why the server refused what is at a path. */
  problemsAt(path: Path): readonly string[];
  change(path: Path, value: unknown): void;
  readonly isReadOnly: boolean;
}

/** A place in the settings, for the control that edits it. */
export interface SettingsField {
  readonly path: Path;
  readonly id: string;
  readonly inherited: unknown;
  readonly isInvalid: boolean;
  /** Ids of the elements that describe it. */
  readonly describedBy: string | undefined;
}

export const SettingsFormContext = createContext<SettingsForm | undefined>(
  undefined,
);
export const SettingsFieldContext = createContext<SettingsField | undefined>(
  undefined,
);

export function useSettingsForm(): SettingsForm {
  return present(useContext(SettingsFormContext));
}

export function useSettingsField(): SettingsField {
  return present(useContext(SettingsFieldContext));
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("There is no settings form above.");
  return value;
}
