/** Packages whose install script isn't needed for what they do, with what the script is for. */
const REASONS: Readonly<Record<string, string>> = {
  "@apollo/protobufjs": "prints a warning about version schemes",
  "@scarf/scarf": "reports installations to a company",
  "@swc/core": "checks that the binary for the platform, a package, is there",
  "core-js": "asks for donations",
  "core-js-pure": "asks for donations",
  "es5-ext": "prints a message",
  esbuild: "checks that the binary for the platform, a package, is there",
  protobufjs: "prints a warning about version schemes",
  ssh2: "builds an addon that is only faster; without it Node's crypto is used",
};

/** Whether a package does all that it should although its install script isn't run. */
export function worksWithoutScript(name: string): boolean {
  return Object.hasOwn(REASONS, name);
}
