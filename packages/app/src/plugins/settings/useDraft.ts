import { useApi } from "@backstage/frontend-plugin-api";
import type { Settings } from "@flyloft/management";
import { useCallback, useState } from "react";
import { portalApiRef } from "../../shell/portalApi.ts";
import { isSameValue, pruneValues, type Values } from "./settingsValues.ts";

export interface Draft {
  readonly values: Values;
  /** Of the settings that the draft began with. */
  readonly revision: number;
  readonly isChanged: boolean;
  /** Others changed the settings since the draft began. */
  readonly isOutdated: boolean;
  readonly change: (values: Values) => void;
  /** It was sent: it is over when the portal has other settings than it began with. */
  readonly markSent: () => void;
  readonly drop: () => void;
}

interface Kept {
  readonly values: Values;
  readonly revision: number;
  readonly isSent?: boolean;
}

/**
 * What the user wrote and hasn't saved. It outlives the page, which is built anew while plugins change. It is over when
 * the portal has the same, as far as that can be seen: a secret never comes back.
 */
export function useDraft(plugin: string, settings: Settings): Draft {
  const { kept } = useApi(portalApiRef);
  const key = `draft ${plugin}`;
  const [last, setDraft] = useState(() => kept.get(key) as Kept | undefined);
  const { revision } = settings;
  const isTaken = last?.isSent && last.revision !== revision;
  const draft = isTaken ? undefined : last;
  const begun = draft?.revision ?? revision;
  const change = useCallback(
    (values: Values) => {
      const next = { values, revision: begun };
      kept.set(key, next);
      setDraft(next);
    },
    [kept, key, begun],
  );
  const markSent = useCallback(() => {
    const sent = kept.get(key) as Kept | undefined;
    if (!sent) return;
    const next = { ...sent, isSent: true };
    kept.set(key, next);
    setDraft(next);
  }, [kept, key]);
  const drop = useCallback(() => {
    kept.delete(key);
    setDraft(undefined);
  }, [kept, key]);

  const isChanged =
    draft !== undefined &&
    !isSameValue(pruneValues(draft.values), pruneValues(settings.values));
  return {
    values: isChanged ? draft.values : settings.values,
    revision: isChanged ? begun : revision,
    isChanged,
    isOutdated: isChanged && begun !== revision,
    change,
    markSent,
    drop,
  };
}
