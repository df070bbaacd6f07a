import type { IncomingMessage } from "node:http";
import type { Config } from "@backstage/config";
import type { DevelopmentView } from "@flyloft/plugin-core";
import {
  type DevelopmentBuild,
  type ServedSession,
  buildFolder,
  hashKey,
  readSessions,
} from "../../supervisor/development/DevelopmentState.ts";
import { readLegacyFrontend } from "../readLegacyFrontend.ts";
import { REMOTE_FOLDER } from "../Remote.ts";
import { readDevelopmentCookie } from "./developmentCookie.ts";
import { DevelopmentStreams } from "./DevelopmentStreams.ts";

/** Below it are the files of sessions: `<session>/<build>/<file>`. */
export const DEVELOPMENT_PATH = "/.flyloft/development/";

/** What of development versions the browser of a request may have. */
export class Development {
  readonly streams = new DevelopmentStreams((request) => this.viewOf(request));
  readonly #dir: string;
  readonly #config: Config;
  readonly #isOff: boolean;
  readonly #isForAll: boolean;

  /** `dir` is where sessions lie. */
  constructor(dir: string, config: Config) {
    this.#dir = dir;
    this.#config = config;
    const management = config.getOptionalConfig("dynamicPlugins.management");
    const development = management?.getOptionalString("development");
    const isReadOnly = management?.getOptionalBoolean("readOnly") ?? false;
    this.#isOff = isReadOnly || development === "off";
    this.#isForAll = development === "everyone";
  }

  viewOf(request: IncomingMessage): DevelopmentView | undefined {
    const { session, openedBy } = this.#find(request);
    if (!session) return undefined;
    const { id, actor, packages, builds, problems } = session;
    const remotes = builds.map((build) => this.#describe(id, build));
    const isForAll = this.#isForAll;
    return { id, actor, openedBy, packages, remotes, problems, isForAll };
  }

  /** The folder of a build's remote, where this browser may have it. */
  folderFor(
    request: IncomingMessage,
    id: string,
    build: number,
  ): string | undefined {
    const { session } = this.#find(request);
    if (session?.id !== id) return undefined;
    return `${buildFolder(this.#dir, id, build)}/${REMOTE_FOLDER}`;
  }

  /** The session of a request's browser, and who opened it there. */
  #find(request: IncomingMessage): {
    readonly session?: ServedSession | undefined;
    readonly openedBy?: string | undefined;
  } {
    if (this.#isOff) return {};
    const browser = readDevelopmentCookie(request);
    if (!browser && !this.#isForAll) return {};
    const sessions = readSessions(this.#dir);
    const session = sessions.find(({ id }) => id === browser?.id);
    const openedBy = browser && session?.keys[hashKey(browser.key)];
    if (openedBy !== undefined) return { session, openedBy };
    return this.#isForAll ? { session: sessions.at(-1) } : {};
  }

  #describe(id: string, build: DevelopmentBuild) {
    const { packageName, pluginId, version, containerName } = build;
    const file = build.entry.slice(REMOTE_FOLDER.length + 1);
    return {
      packageName,
      pluginId,
      version,
      name: containerName,
      entry: `${DEVELOPMENT_PATH}${id}/${build.number}/${file}`,
      integrity: build.integrity,
      exposes: build.exposes,
      legacy: readLegacyFrontend(this.#config, packageName),
    };
  }
}
