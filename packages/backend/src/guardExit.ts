import { BackendError } from "./errors.ts";

/**
 * Ends the process. Only this program decides that: `process.exit` throws where anybody else calls it, so that a plugin
 * that ends "the process" fails alone.
 */
export type EndProcess = (code: number) => never;

export function guardExit(): EndProcess {
  const exit = process.exit.bind(process);
  process.exit = (code): never => {
    throw new BackendError(
      "COMPOSE_EXIT_REFUSED",
      `A plugin called process.exit(${code ?? ""}) in the process that it shares with others.`,
      {
        hint: "Give the plugin a process of its own with isolation: process, or ask its publisher for a version that throws instead.",
      },
    );
  };
  return (code) => exit(code);
}
