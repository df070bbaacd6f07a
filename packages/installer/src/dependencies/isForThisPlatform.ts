// oxlint-disable-next-line triple-slash-reference -- npm has no types for it, and an ambient module can't be imported
/// <reference path="./npm-install-checks.d.ts" />
import checks from "npm-install-checks";
import type { Platform } from "./SlimPackument.ts";

export function isForThisPlatform({ os, cpu, libc }: Platform): boolean {
  if (!os && !cpu && !libc) return true;
  try {
    checks.checkPlatform({
      ...(os && { os }),
      ...(cpu && { cpu }),
      ...(libc && { libc }),
    });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "EBADPLATFORM") return false;
    throw error;
  }
}
