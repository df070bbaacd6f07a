import { readFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { GenerationRecord } from "@flyloft/plugin-core";
import { BackendError } from "../errors.ts";
import { CONTROL_FILE } from "./ControlServer.ts";
import type { ChangeOutcome } from "./ChangeOutcome.ts";
import { type ConfigLocation, dataDir } from "./configLocation.ts";

/** What can be asked of a running portal, and what it answers. */
interface Answers {
  readonly "GET /v1/generations": readonly GenerationRecord[];
  readonly "POST /v1/reload": ChangeOutcome;
  readonly "POST /v1/rollback": ChangeOutcome;
  readonly "POST /v1/retry": { readonly plugin: string };
}

/**
 * Asks the portal that runs with these configuration files.
 *
 * @throws BackendError `SUPERVISE_NOT_RUNNING`, `SUPERVISE_ASKED_IN_VAIN`
 */
export async function askPortal<Question extends keyof Answers>(
  location: ConfigLocation,
  question: Question,
  body: object = {},
): Promise<Answers[Question]> {
  const [method, target] = question.split(" ");
  const socketPath = findSocket(location);
  const answer = await new Promise<{ status: number; text: string }>(
    (resolve, reject) => {
      const asking = request({ socketPath, method, path: target });
      asking.once("error", (cause) => reject(notRunning(location, cause)));
      asking.once("response", (response) => {
        text(response).then(
          (said) => resolve({ status: response.statusCode ?? 0, text: said }),
          reject,
        );
      });
      asking.end(method === "GET" ? undefined : JSON.stringify(body));
    },
  );
  const said: unknown = JSON.parse(answer.text);
  if (answer.status === 200) return said as Answers[Question];
  throw new BackendError(
    "SUPERVISE_ASKED_IN_VAIN",
    `The portal refused: ${(said as { message: string }).message}`,
    { hint: "flyloft --help lists what can be asked." },
  );
}

function findSocket(location: ConfigLocation): string {
  const file = path.join(dataDir(location), "run", CONTROL_FILE);
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { socket: string })
      .socket;
  } catch (cause) {
    throw notRunning(location, cause);
  }
}

function notRunning(location: ConfigLocation, cause: unknown): BackendError {
  return new BackendError(
    "SUPERVISE_NOT_RUNNING",
    `No portal runs with the configuration in ${path.dirname(dataDir(location))}.`,
    {
      hint: "Start it with flyloft start, or name its configuration with --config.",
      cause,
    },
  );
}
