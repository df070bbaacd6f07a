import { ownFile } from "../../ownFile.ts";

/** Where a process keeps the values that must never reach a log, for code that shows configuration. */
export const SECRETS_KEY = "flyloft.secrets";

/**
 * What plugins get in place of a package of Backstage's tools. These describe the app by its repository: a yarn
 * workspace whose dependencies are the plugins. A portal has none; plugins that show the app to people still ask.
 */
export const STAND_INS: ReadonlyMap<string, string> = new Map([
  ["@backstage/cli-common", ownFile("load/standins/cliCommon")],
  ["@backstage/config-loader", ownFile("load/standins/configLoader")],
]);
