import { BackendError } from "../errors.ts";
import type { Generation } from "./Generation.ts";
import type { GenerationStore } from "./GenerationStore.ts";

/**
 * The generation of that number, or the newest before `current` that served.
 *
 * @throws BackendError `SUPERVISE_ROLLBACK_GONE`
 */
export function findEarlier(
  store: GenerationStore,
  current: number,
  number: number | undefined,
): Generation {
  const found =
    number === undefined ? store.previous(current) : store.read(number);
  if (!found) throw notKept(number);
  return found;
}

function notKept(number: number | undefined): BackendError {
  return new BackendError(
    "SUPERVISE_ROLLBACK_GONE",
    number === undefined
      ? "There is no earlier generation to go back to."
      : `Generation ${number} is not kept.`,
    { hint: "flyloft generations lists those that are." },
  );
}
