import type { RootConfigService } from "@backstage/backend-plugin-api";

/** `dynamicPlugins.management`, as far as it is for the process that serves. The supervisor has checked it. */
export interface ManagementConfig {
  readonly isReadOnly: boolean;
  /** Bytes. */
  readonly uploadLimit: number;
  /** Browsers reach the portal by https. */
  readonly isSecure: boolean;
}

const DEFAULT_UPLOAD_LIMIT = 50 * 1000 ** 2;
const UNITS: Readonly<Record<string, number>> = {
  k: 1000,
  m: 1000 ** 2,
  g: 1000 ** 3,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
};

export function readManagement(config: RootConfigService): ManagementConfig {
  const management = config.getOptionalConfig("dynamicPlugins.management");
  const limit = management?.getOptionalString("uploadLimit");
  return {
    isReadOnly: management?.getOptionalBoolean("readOnly") ?? false,
    isSecure: /^https:/i.test(config.getOptionalString("app.baseUrl") ?? ""),
    uploadLimit: (limit && parseSize(limit)) || DEFAULT_UPLOAD_LIMIT,
  };
}

function parseSize(text: string): number | undefined {
  const [, amount, unit = ""] =
    /^([\d.]+)\s*([kmg]i?)b$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  return amount && factor ? Math.floor(Number(amount) * factor) : undefined;
}
