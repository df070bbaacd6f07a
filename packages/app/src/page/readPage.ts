import type { PortalData, PortalManifest } from "@flyloft/plugin-core";
import { AppError } from "../errors.ts";

/** What the served page carries for the shell. */
export interface PageData extends PortalData {
  /** Why remotes of the combined entries script did not start, by container name. */
  readonly combinedFailures: Readonly<Record<string, string>>;
}

/** The global that the combined entries script leaves behind. */
interface CombinedGlobal {
  readonly __FLYLOFT_COMBINED__?: {
    readonly failed?: Readonly<Record<string, string>>;
  };
}

const NO_PORTAL: PortalManifest = {
  generation: 0,
  shell: "",
  remotes: [],
  combined: undefined,
};

/**
 * Reads the data that the server wrote into the page. The configuration must be there; a page without a portal
 * manifest is a portal without remotes.
 *
 * @throws AppError `APP_PAGE_INVALID`
 */
export function readPage(document: Document): PageData {
  const config = readJson<PortalData["config"]>(document, "flyloft-config");
  if (!config) {
    throw new AppError(
      "APP_PAGE_INVALID",
      "The page carries no configuration.",
      {
        hint: "Open the portal through its own server; a copy of index.html alone can't work.",
      },
    );
  }
  const { __FLYLOFT_COMBINED__: combined } = globalThis as CombinedGlobal;
  return {
    config,
    portal: readJson<PortalManifest>(document, "flyloft-portal") ?? NO_PORTAL,
    combinedFailures: combined?.failed ?? {},
  };
}

function readJson<T>(document: Document, id: string): T | undefined {
  const text = document.getElementById(id)?.textContent;
  if (!text) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new AppError(
      "APP_PAGE_INVALID",
      `The page's '${id}' is not valid JSON.`,
      {
        hint: "Reload the page. If it stays, something between the server and the browser rewrites pages.",
        cause,
      },
    );
  }
}
