import { PORTAL_DATA_PATH, type PortalData } from "@flyloft/plugin-core";

const TIMEOUT_MS = 15_000;

/** What the portal's pages carry now. Undefined where nothing, or something else than the portal, answers. */
export async function fetchPortal(): Promise<PortalData | undefined> {
  try {
    const response = await fetch(PORTAL_DATA_PATH, {
      // Asks whether the copy that the browser keeps is still right.
      cache: "no-cache",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return undefined;
    const data = (await response.json()) as Partial<PortalData>;
    return isPortalData(data) ? data : undefined;
  } catch {
    // The network is away, or a proxy answers with a page of its own. Whoever asks asks again.
    return undefined;
  }
}

function isPortalData(data: Partial<PortalData> | null): data is PortalData {
  return (
    typeof data?.portal?.generation === "number" &&
    Array.isArray(data.portal.remotes) &&
    typeof data.config === "object"
  );
}
