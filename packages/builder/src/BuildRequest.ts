/** A module that the shell gives, which the remote brings only where `isOwn` or `isSpare` says so. */
export interface RemoteShare {
  /** The import specifier, e.g. `react/jsx-runtime`. */
  readonly name: string;
  /** What the remote's package asks for; undefined where it asks for none. */
  readonly range: string | undefined;
  /** The remote brings a copy, and uses it where the host's is out of the range. */
  readonly isOwn: boolean;
  /** The remote brings a copy for hosts that give none, and never uses it elsewhere. */
  readonly isSpare?: boolean;
}

/** One federated remote to build. Absolute paths. Data only: it travels to another process. */
export interface RemoteRequest {
  readonly kind: "remote";
  /** The package's root. Its dependencies are found from there as Node finds them. */
  readonly dir: string;
  /** `remoteEntry.js`, `mf-manifest.json` and the chunks are written there. Emptied first. */
  readonly outDir: string;
  /** Files of the exposed modules by their name (`.`, `./alpha`), relative to `dir`. */
  readonly entries: Readonly<Record<string, string>>;
  readonly shared: readonly RemoteShare[];
  /** A `node_modules` folder of the portal, for what the package doesn't find on its way up. */
  readonly hostModules: string | undefined;
  /** Roots of packages for code whose `package.json` doesn't name them, by name; after those of `hostModules`. */
  readonly hoisted: Readonly<Record<string, string>>;
  /** Folders, beside `dir` and `hostModules`, whose files may become part of the remote. */
  readonly roots: readonly string[];
}

/** A remote to build again whenever a file that it is made of changes: with source maps, and as fast as it can be. */
export interface WatchRequest extends Omit<RemoteRequest, "kind"> {
  readonly kind: "watch";
  /** Of the container and its global variable, in place of the one that the package's name gives. */
  readonly containerName: string;
}

/** The configuration schema of packages (JSON or `config.d.ts`), as Backstage's `ConfigSchema.serialize()` gives it. */
export interface SchemaRequest {
  readonly kind: "schema";
  /** Roots of packages that have a `configSchema`. */
  readonly dirs: readonly string[];
  /** JSON file to write. */
  readonly outFile: string;
}

export type BuildRequest = RemoteRequest | SchemaRequest;

/** What the process that builds is asked. */
export type ProcessRequest = BuildRequest | WatchRequest;

export interface BuildLimits {
  /** Resident memory of the process, bytes. */
  readonly memory: number;
  readonly timeMs: number;
}
