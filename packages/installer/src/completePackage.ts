import type { Run } from "./createRun.ts";
import type { InstalledPlugin } from "./install/InstalledPlugin.ts";
import { requireCompatible } from "./requireCompatible.ts";

/**
 * A package that can be loaded, of one in the store: as it is where it brings everything along, else linked beside its
 * dependencies, or with a remote that was built from it.
 *
 * @throws InstallerError `VERIFY_INCOMPATIBLE` for one that may not run here, and what completing throws
 */
export async function completePackage(
  installed: InstalledPlugin,
  run: Run,
): Promise<InstalledPlugin> {
  const { host } = run.options;
  // A package's own ranges tell whether bringing the rest is worth while.
  const warnings = requireCompatible(installed, host);
  switch (installed.facts.completion.kind) {
    case "none":
      return { ...installed, warnings };
    case "remote": {
      const { completeFrontend } = await import("./remote/completeFrontend.ts");
      const completed = await completeFrontend(installed, run);
      const further = requireCompatible(completed, host);
      return {
        ...completed,
        madeOf: installed.tree,
        warnings: [...completed.warnings, ...further],
      };
    }
    case "link": {
      const { completeBackend } =
        await import("./dependencies/completeBackend.ts");
      const { completed, fromHost } = await completeBackend(installed, run);
      const { request, facts } = completed;
      const checked = { request, facts, fromHost };
      return { ...completed, warnings: requireCompatible(checked, host) };
    }
  }
}
