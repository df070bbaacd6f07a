import { createRequire } from "node:module";
import { LENT_PACKAGES } from "@flyloft/plugin-core";
import type { InstallResult } from "@flyloft/installer";
import { Workspace } from "../../installer/test/workspace.ts";

const require = createRequire(import.meta.url);

/** What the templates expect of a portal, as this repository has it. */
const SHARED = Object.fromEntries(
  [
    ...LENT_PACKAGES,
    "@backstage/backend-plugin-api",
    "@backstage/catalog-model",
    "@backstage/config",
    "@backstage/plugin-catalog-node",
  ].map((name) => {
    const file = `${name}/package.json`;
    return [name, (require(file) as { version: string }).version];
  }),
);

/** Installs references as a portal elsewhere does, into a store of its own, and answers what came of it. */
export async function receive(
  references: readonly string[],
  options: { npmrc?: string } = {},
): Promise<InstallResult> {
  const work = new Workspace();
  try {
    return await receiveIn(work, references, options);
  } finally {
    work.remove();
  }
}

/** The same, into a store that stays. */
export async function receiveIn(
  work: Workspace,
  references: readonly string[],
  { npmrc }: { npmrc?: string } = {},
): Promise<InstallResult> {
  if (npmrc !== undefined) work.write(".npmrc", npmrc);
  work.configure(...references.map((reference) => `- package: "${reference}"`));
  const { host } = await work.options();
  return work.install({ host: { ...host, shared: SHARED } });
}
