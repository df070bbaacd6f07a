import path from "node:path";

/** Where a process keeps the values that must never reach a log, for code that shows configuration. */
export const SECRETS_KEY = "flyloft.secrets";

const { dirname, filename } = import.meta;
const file = (name: string) =>
  path.join(dirname, `${name}${path.extname(filename)}`);

/**
 * What plugins get in place of a package of Backstage's tools. These describe the app by its repository: a yarn
 * workspace whose dependencies are the plugins. A portal has none; plugins that show the app to people still ask.
 */
export const STAND_INS: ReadonlyMap<string, string> = new Map([
  ["@backstage/cli-common", file("cliCommon")],
  ["@backstage/config-loader", file("configLoader")],
]);
