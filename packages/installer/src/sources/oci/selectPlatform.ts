import type { Descriptor } from "./parseManifest.ts";
import { RegistryFailure } from "./RegistryFailure.ts";

/** In Go's words: `linux`, `amd64`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

const OS: Readonly<Record<string, string>> = { win32: "windows" };
const ARCHITECTURE: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
};

/** `process.platform` and `process.arch` in the words of OCI. */
export function toPlatform(os: string, architecture: string): Platform {
  return {
    os: OS[os] ?? os,
    architecture: ARCHITECTURE[architecture] ?? architecture,
  };
}

/**
 * The manifest of an index for `platform`: its own, else the one without a platform, else the only one, else the one
 * for Linux on the same processor (plugins are mostly JavaScript). Attestations, of platform `unknown`, don't count.
 */
export function selectPlatform(
  manifests: readonly Descriptor[],
  { os, architecture }: Platform,
): Descriptor {
  const real = manifests.filter((entry) => entry.platform?.os !== "unknown");
  const forPlatform = (wanted: string) =>
    real.find(
      ({ platform }) =>
        platform?.os === wanted && platform.architecture === architecture,
    );
  const neutral = real.filter(({ platform }) => !platform);
  const selected =
    forPlatform(os) ??
    (neutral.length === 1 ? neutral[0] : undefined) ??
    (real.length === 1 ? real[0] : undefined) ??
    forPlatform("linux");
  if (selected) return selected;
  const offered = real
    .map(({ platform }) => platform)
    .map((one) => (one ? `${one.os}/${one.architecture}` : "any"));
  throw new RegistryFailure(
    "unsupported",
    `the artifact has nothing for ${os}/${architecture}, only ${offered.join(", ") || "an empty index"}`,
    { hint: "Ask its publisher for an artifact without a platform." },
  );
}
