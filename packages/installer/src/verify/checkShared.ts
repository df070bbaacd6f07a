import satisfies from "semver/functions/satisfies.js";
import type { Finding } from "./Finding.ts";
import type { HostFacts } from "./HostFacts.ts";
import { isOtherMajor, isRange } from "./isOtherMajor.ts";
import type { FrontendFacts, SharedUse } from "./PackageFacts.ts";

/**
 * Holds the ranges of a remote's shared modules against what the shell gives. A remote that brings a copy of its own of
 * what need not be there once goes on with that; else it gets the portal's, which another major version makes a reason
 * not to load it.
 */
export function checkShared(
  frontend: FrontendFacts | undefined,
  host: HostFacts,
): readonly Finding[] {
  const findings = Object.entries(frontend?.shared ?? {}).flatMap(
    ([module, use]) => {
      const version = host.sharedWithRemotes[module];
      if (version === undefined || fits(use, version)) return [];
      return [describe(packageOf(module), use, version)];
    },
  );
  // Modules of one package say the same.
  return [...new Map(findings.map((one) => [one.message, one])).values()];
}

/**
 * The oldest version of a module whose users live with the portal's. React 18 renders what was made for 17 as it is;
 * plugins that ask for 17 alone were loaded and looked at.
 */
const LIVES_LIKE: Readonly<Record<string, string>> = {
  react: "17.0.0",
  "react-dom": "17.0.0",
};

/** `react` for `react/jsx-runtime`. */
function packageOf(module: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
}

function fits({ range }: SharedUse, version: string): boolean {
  if (!isRange(range)) return true;
  return satisfies(version, range, { includePrerelease: true });
}

function describe(name: string, use: SharedUse, version: string): Finding {
  const { range, singleton, hasOwn } = use;
  const both = `its pages are made for ${name} ${range}, the portal shares ${version}`;
  if (hasOwn && !singleton) {
    return {
      code: "VERIFY_SHARED_MISMATCH",
      blocks: false,
      message: `${both}; they use a copy of their own`,
    };
  }
  return {
    code: "VERIFY_SHARED_MISMATCH",
    blocks:
      isOtherMajor(range, version) &&
      isOtherMajor(range, LIVES_LIKE[name] ?? version),
    message: `${both}, and that copy is what they get`,
  };
}
