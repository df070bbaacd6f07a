declare module "npm-install-checks" {
  import type { Platform } from "./SlimPackument.ts";

  interface InstallChecks {
    /** Throws EBADPLATFORM where this isn't one of the platforms. */
    checkPlatform(target: Platform): void;
  }

  const checks: InstallChecks;
  export default checks;
}
