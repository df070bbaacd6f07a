/** Each is loaded when it runs, so that none pays for another's imports. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  install: async () => (await import("./install.ts")).benchInstall(),
  start: async () => (await import("./backendStart.ts")).benchBackendStart(),
  generations: async () =>
    (await import("./generations.ts")).benchGenerations(),
  isolation: async () => (await import("./isolation.ts")).benchIsolation(),
  remotes: async () => (await import("./remotes.ts")).benchRemotes(),
  dependencies: async () =>
    (await import("./dependencies.ts")).benchDependencies(),
  delivery: async () => (await import("./delivery.ts")).benchDelivery(),
  signatures: async () => (await import("./signatures.ts")).benchSignatures(),
  shell100: async () => (await import("./shell100.ts")).benchShell100(),
};

const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  if (!bench) {
    console.error(
      `There is no bench '${name}'; there are ${Object.keys(BENCHES).join(", ")}.`,
    );
    process.exitCode = 2;
    break;
  }
  await bench();
}
