/** A page of the portal that shows something of a frontend package. */
interface Sight {
  /** `/tech-radar`, or the page of an entity of the demo catalog. */
  readonly path: string;
  /** Visible text that only this package puts there. */
  readonly text: string;
}

/** A public package that the compatibility report looks at, taken as it was published. */
export interface PublishedPackage {
  readonly name: string;
  /** What it extends or asks, where the portal doesn't have that: names. */
  readonly with?: readonly string[];
  /** The least configuration that its documentation asks for. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Of a frontend package. */
  readonly sights?: readonly Sight[];
}
