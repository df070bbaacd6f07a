import {
  type Description,
  type Operation,
  readDescription,
  readOperations,
} from "@flyloft/management/server";

/** The API as its description says. */
export interface ManagementApi {
  readonly description: Description;
  readonly operations: readonly Operation[];
}

/** Takes a while: a process that waits for its generation does it ahead. */
export async function loadApi(): Promise<ManagementApi> {
  const description = await readDescription();
  const operations = readOperations(description);
  // Loads the library behind the checks.
  operations[0]?.checkParameters({});
  return { description, operations };
}
