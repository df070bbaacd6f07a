import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";

/** Debian packages that the tests run for real, and a file that tells that one is there. */
const PACKAGES: readonly { name: string; proof: string }[] = [
  { name: "chromium", proof: "/usr/bin/chromium" },
  { name: "docker-registry", proof: "/usr/bin/docker-registry" },
  { name: "skopeo", proof: "/usr/bin/skopeo" },
  { name: "postgresql", proof: "/usr/lib/postgresql/*/bin/postgres" },
  { name: "git", proof: "/usr/bin/git" },
  { name: "openssl", proof: "/usr/bin/openssl" },
  { name: "bubblewrap", proof: "/usr/bin/bwrap" },
];

/**
 * Installs what is missing, as root on Debian. Elsewhere it names what to install and ends the run: a test that can't
 * start its service must not look green.
 */
export function installSystemPackages(): void {
  const missing = PACKAGES.filter(({ proof }) => globSync(proof).length === 0);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    process.stderr.write(
      `The tests need ${names.join(", ")}. Install them, then run npm test again.\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`Installing ${names.join(", ")} …\n`);
  apt("update", "-qq");
  apt("install", "-qq", "-y", "--no-install-recommends", ...names);
}

function apt(...args: string[]) {
  const { status } = spawnSync("apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0) {
    process.stderr.write(`apt-get ${args.join(" ")} failed, see above.\n`);
    process.exit(1);
  }
}
