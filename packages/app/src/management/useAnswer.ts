import { useManagement } from "./Management.tsx";
import { type Answer, type Load, useAnswerFrom } from "./useAnswerFrom.ts";

/** An answer of the plugin manager, kept up to date with the portal's generations. See {@link useAnswerFrom}. */
export function useAnswer<T>(
  key: string | undefined,
  load: Load<T>,
): Answer<T> {
  return useAnswerFrom(useManagement().source, key, load);
}
