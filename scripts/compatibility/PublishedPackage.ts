/** A public package that the compatibility report looks at, taken as it was published. */
export interface PublishedPackage {
  readonly name: string;
  /** Where the registry lacks a package that the newest version needs. */
  readonly version?: string;
  /** What it extends or asks, where the portal doesn't have that: names. */
  readonly with?: readonly string[];
  /** The least configuration that its documentation asks for. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Of a frontend: paths of pages that the navigation doesn't lead to. */
  readonly pages?: readonly string[];
}
