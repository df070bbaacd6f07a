import path from "node:path";
import type { AppConfig } from "@backstage/config";
import { ConfigFile, type ConfigOrigin } from "@flyloft/installer";
import type { Place } from "@flyloft/plugin-core";
import { type Pointer, formatPointer, keysOf, valueAt } from "./Pointer.ts";

/** File and line where a value of the configuration was set; undefined where no file did. Never rejects. */
export type FindPlace = (pointer: Pointer) => Promise<Place | undefined>;

export interface ConfigSources {
  /** In Backstage's order. */
  readonly configs: readonly AppConfig[];
  readonly files: readonly string[];
  /** Which plugin's entry set which key. */
  readonly origins: readonly ConfigOrigin[];
}

export function createPlaceFinder({
  configs,
  files,
  origins,
}: ConfigSources): FindPlace {
  return async (pointer) => {
    const key = formatPointer(pointer);
    const last = configs.findLast(
      ({ data }) => valueAt(data, pointer) !== undefined,
    );
    if (last?.context === "plugins") {
      const origin = origins.find((each) => isWithin(key, each.key));
      return origin && { ...origin.place, key };
    }
    const file = files.find((each) => path.basename(each) === last?.context);
    if (!file) return undefined;
    try {
      const keys = keysOf(pointer).map((each) =>
        /^\d+$/.test(each) ? Number(each) : each,
      );
      return { file, line: (await ConfigFile.read(file)).line(keys), key };
    } catch {
      // It was changed meanwhile.
      return { file, key };
    }
  };
}

/** Whether a key is another one, or lies in it. */
export function isWithin(key: string, outer: string): boolean {
  return (
    key === outer || key.startsWith(`${outer}.`) || key.startsWith(`${outer}[`)
  );
}
