import type { FieldProblem, Problem } from "@flyloft/management";
import type { AppErrorCode } from "../errors.ts";
import { RefusedError } from "./RefusedError.ts";

interface Reply<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a call of the client answers. Throws a {@link RefusedError}, or the reason of an aborted request as it is. */
export async function answerOf<T>(call: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await call.catch(rejectUnreachable);
  if (response.ok) return data as T;
  throw refusalOf(error, response.status);
}

/** What is known of an error, as a page shows it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RefusedError) return error.problem;
  return {
    ...own("APP_MANAGER_REFUSED"),
    message: error instanceof Error ? error.message : String(error),
    hint: "Load the page again.",
  };
}

/** An answer that is no success. */
export function refusalOf(body: unknown, status: number): RefusedError {
  const { error } = (body ?? {}) as { error?: Partial<Reason> };
  if (error?.code && error.message) {
    const { code, message, hint = "", place, fields } = error;
    const problem = { code, message, hint, ...(place && { place }) };
    return new RefusedError(problem, { fields, status });
  }
  return new RefusedError(
    {
      ...own("APP_MANAGER_REFUSED"),
      message:
        error?.message ?? `The plugin manager answered with status ${status}.`,
      hint: hintFor(status),
    },
    { status },
  );
}

/** Nothing answered. */
export function unreachable(cause: unknown): RefusedError {
  const problem = {
    ...own("APP_MANAGER_UNREACHABLE"),
    message: "The portal does not answer.",
    hint: "Look whether it runs and whether this machine reaches it.",
  };
  return new RefusedError(problem, { cause });
}

interface Reason extends Problem {
  readonly fields?: readonly FieldProblem[];
}

function rejectUnreachable(error: unknown): never {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw unreachable(error);
}

function hintFor(status: number): string {
  if (status === 401) return "Sign in again.";
  if (status === 403) return "Ask an administrator of the portal.";
  return "Try again; the portal's log tells more.";
}

function own(code: AppErrorCode): { code: string } {
  return { code };
}
