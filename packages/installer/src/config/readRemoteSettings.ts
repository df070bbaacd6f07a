import { type Place, parseReference } from "@flyloft/plugin-core";
import type * as z from "zod";
import {
  type CacheRepository,
  DEFAULT_REMOTE_SETTINGS,
  type RemoteSettings,
} from "./RemoteSettings.ts";
import type { remotesSchema } from "./remotesSchema.ts";

/** `remotes` as one section writes it, and where. */
export interface WrittenRemotes {
  readonly data: z.output<typeof remotesSchema>;
  /** Of the key `cache`. */
  readonly place: Place;
}

/** The sections' settings together: for each key, the last that says it. */
export function readRemoteSettings(
  sections: readonly WrittenRemotes[],
): RemoteSettings {
  const written = Object.assign(
    {},
    ...sections.map(({ data }) => data),
  ) as WrittenRemotes["data"];
  const naming = sections.findLast(({ data }) => data.cache !== undefined);
  return {
    cache: naming && parseCache(naming),
    push: written.push ?? DEFAULT_REMOTE_SETTINGS.push,
    memory: written.memory ?? DEFAULT_REMOTE_SETTINGS.memory,
    timeMs: written.timeout ?? DEFAULT_REMOTE_SETTINGS.timeMs,
  };
}

function parseCache({
  data,
  place,
}: WrittenRemotes): CacheRepository | undefined {
  const reference = parseReference(data.cache ?? "");
  if (reference?.kind !== "oci") return undefined;
  const { registry, repository } = reference;
  return { registry, repository, place };
}
