/**
 * What the portal lends to packages that bring no copy of their own, beside every `@backstage/*` that it has: what
 * Backstage's services hand to plugins and take from them. A plugin's other dependencies are its own.
 */
export const LENT_PACKAGES: readonly string[] = [
  "express",
  "express-promise-router",
  "knex",
  "winston",
];
