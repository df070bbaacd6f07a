import type { InstallChoice } from "../../management/pluginPath.ts";

/** What an address of the installation page says to install. */
export function readChoice(params: URLSearchParams): InstallChoice | undefined {
  const reference = params.get("reference") ?? undefined;
  const upload = params.get("upload") ?? undefined;
  const directory = params.get("directory") ?? undefined;
  if (!reference && !upload && !directory) return undefined;
  if (upload) return { upload };
  if (directory) return { directory };
  const family = params.get("with") === "family" ? "family" : undefined;
  return { reference, with: family };
}
