import type { LegacyFrontend } from "./legacyFrontend.ts";

/** What the page needs to know of one federated remote to use it. URLs are absolute paths on the portal's origin. */
export interface RemoteDescription {
  readonly packageName: string;
  readonly pluginId: string | undefined;
  readonly version: string;
  /** The module-federation container's name and global variable. */
  readonly name: string;
  readonly entry: string;
  /** SRI of the entry script, e.g. `sha384-…`. */
  readonly integrity: string;
  /** Names of the exposed modules, `.` or `./alpha`. */
  readonly exposes: readonly string[];
  /**
   * For remotes that only know Backstage's old frontend system, from `dynamicPlugins.frontend`. Where it is undefined,
   * they are put into the portal by Backstage's naming convention.
   */
  readonly legacy?: LegacyFrontend | undefined;
}

/** Several small entry scripts in one response; their remotes are registered once it ran. */
export interface CombinedEntries {
  readonly src: string;
  readonly integrity: string;
  /** Container names whose entries `src` holds. */
  readonly names: readonly string[];
}

/**
 * What the served page carries for the shell, in `<script type="application/json" id="flyloft-portal">`, so that the
 * first paint waits for no request about plugins.
 */
export interface PortalManifest {
  readonly generation: number;
  /** Changes with the shell's own files. A page of another shell has to be loaded again. */
  readonly shell: string;
  readonly remotes: readonly RemoteDescription[];
  readonly combined: CombinedEntries | undefined;
}

/**
 * Where the server tells open pages of generations, as server-sent events: `generation` with a {@link GenerationEvent},
 * and `development` with a {@link DevelopmentView}, or `null` where its session ended.
 */
export const EVENTS_PATH = "/.flyloft/events";

/** Where the server answers {@link PortalData} of the running generation. */
export const PORTAL_DATA_PATH = "/.flyloft/portal.json";

/** The data of the event `generation`: the one that answers from now on. */
export interface GenerationEvent {
  readonly generation: number;
  /** Milliseconds over which browsers should spread what they ask for because of it. */
  readonly spread: number;
}

/** Why the newest version of a package can't be shown. */
export interface DevelopmentProblem {
  readonly packageName: string;
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** Development versions that a browser shows in place of the portal's own, as long as their session lasts. */
export interface DevelopmentView {
  /** Of the session. */
  readonly id: string;
  /** Who shows them. */
  readonly actor: string;
  /** Who opened it in this browser: nobody else who signs in here is to run its code. Undefined where it is for all. */
  readonly openedBy?: string | undefined;
  readonly packages: readonly string[];
  /** Each version has a container's name of its own, so that it can take another's place in an open page. */
  readonly remotes: readonly RemoteDescription[];
  readonly problems: readonly DevelopmentProblem[];
  /** The portal shows them to everybody, as one of a developer's own does. */
  readonly isForAll: boolean;
}

/** The same that the page carries, for pages that are open while it changes. */
export interface PortalData {
  /** What browsers may see of the configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly portal: PortalManifest;
}
