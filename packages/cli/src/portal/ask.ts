import { CommandError } from "../errors.ts";
import { PortalRefusal } from "./PortalRefusal.ts";
import type { Refusal } from "@flyloft/management";

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The data of a call's answer.
 *
 * @throws PortalRefusal with the portal's own code; CommandError `COMMAND_REFUSED` where what answered gave none, and
 * `COMMAND_ANSWER_INVALID` where it is no portal
 */
export async function ask<Data>(
  call: Promise<Answer<Data>>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw cause instanceof SyntaxError ? invalid(cause) : cause;
  });
  if (!response.ok) throw explain(error, response);
  if (data === undefined || data === null) throw invalid(undefined);
  return data;
}

function explain(error: unknown, { status, statusText }: Response): Error {
  const said = (error as Partial<Refusal> | undefined)?.error;
  if (said?.code) {
    return new PortalRefusal({ status, problem: said, fields: said.fields });
  }
  const why = said?.message ?? statusText;
  const message = `It answered ${status}${why ? `: ${why}` : ""}.`;
  if (status >= 500) {
    return new CommandError("COMMAND_PORTAL_UNREACHABLE", message, {
      hint: "Something stands in for the portal: look whether it runs.",
    });
  }
  return new CommandError("COMMAND_REFUSED", message, {
    hint:
      status === 401
        ? "Give a token that it accepts: FLYLOFT_TOKEN or --token-file."
        : "Is --url the portal's own address, and does it run this version of Flyloft?",
  });
}

function invalid(cause: unknown): CommandError {
  return new CommandError(
    "COMMAND_ANSWER_INVALID",
    "What answered is not a portal: its answer can't be read.",
    { hint: "Is --url the portal's own address, without a path?", cause },
  );
}
