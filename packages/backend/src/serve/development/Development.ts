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
    const session = this.#sessionOf(request);
    if (!session) return undefined;
    const { id, actor, packages, builds, problems } = session;
    const remotes = builds.map((build) => this.#describe(id, build));
    const isForAll = this.#isForAll;
    return { id, actor, packages, remotes, problems, isForAll };
  }

  /** The folder of a build's remote, where this browser may have it. */
  folderFor(
    request: IncomingMessage,
    id: string,
    build: number,
  ): string | undefined {
    const session = this.#sessionOf(request);
    if (session?.id !== id) return undefined;
    return `${buildFolder(this.#dir, id, build)}/${REMOTE_FOLDER}`;
  }

  #sessionOf(request: IncomingMessage): ServedSession | undefined {
    if (this.#isOff) return undefined;
    const browser = readDevelopmentCookie(request);
    if (!browser && !this.#isForAll) return undefined;
    const sessions = readSessions(this.#dir);
    const opened =
      browser &&
      sessions.find(
        ({ id, keys }) =>
          id === browser.id && keys.includes(hashKey(browser.key)),
      );
    return opened ?? (this.#isForAll ? sessions.at(-1) : undefined);
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
