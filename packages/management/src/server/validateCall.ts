import type { OperationId, Refusal } from "../schemas.ts";
import type { Match } from "./matchOperation.ts";
import type { Operation } from "./readOperations.ts";
import type { SchemaProblem } from "./SchemaChecks.ts";

/** What comes with the URL. */
export interface CallContent {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed where it is JSON; undefined where there is none. */
  readonly body: unknown;
}

/** A call of the form that the description says, with defaults filled in. */
export interface ValidCall {
  readonly operation: OperationId;
  /** Of path and query. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
}

export interface RefusedCall {
  readonly status: number;
  readonly body: Refusal;
}

const IDEMPOTENCY_KEY = "Idempotency-Key";

/** Holds a request against the description. The refusal names the parameter, or the place in the body. */
export function validateCall(
  { operation, path, query }: Match,
  { headers, body }: CallContent,
): ValidCall | RefusedCall {
  const doubled = [...query.keys()].find(
    (name) => query.getAll(name).length > 1,
  );
  if (doubled !== undefined)
    return refuseCall(`The parameter ${doubled} is given twice.`);
  const key = headers[IDEMPOTENCY_KEY.toLowerCase()];
  const takesKey = operation.parameters.some(
    ({ name }) => name === IDEMPOTENCY_KEY,
  );
  const parameters: Record<string, string | number> = {
    ...Object.fromEntries(query),
    ...path,
    ...(takesKey && key !== undefined && { [IDEMPOTENCY_KEY]: String(key) }),
  };
  const problem = operation.checkParameters(parameters);
  if (problem) return refuseParameter(operation, problem);
  const refused = checkBody(operation, headers["content-type"], body);
  if (refused) return refused;
  const { [IDEMPOTENCY_KEY]: idempotencyKey, ...rest } = parameters;
  return {
    operation: operation.operationId,
    parameters: rest,
    body,
    idempotencyKey:
      idempotencyKey === undefined ? undefined : String(idempotencyKey),
  };
}

export function isRefused(call: ValidCall | RefusedCall): call is RefusedCall {
  return "status" in call;
}

/** The media type alone, in lower case. */
export function mediaTypeOf(
  contentType: string | string[] | undefined,
): string {
  return (
    String(contentType ?? "")
      .split(";", 1)[0]
      ?.trim()
      .toLowerCase() ?? ""
  );
}

function checkBody(
  { requiresBody, mediaTypes, checkBody }: Operation,
  contentType: string | string[] | undefined,
  body: unknown,
): RefusedCall | undefined {
  if (mediaTypes.length === 0) return undefined;
  if (body === undefined) {
    return requiresBody ? refuseCall("The request has no body.") : undefined;
  }
  const problem = checkBody(mediaTypeOf(contentType), body);
  if (!problem) return undefined;
  const where =
    problem.path === "" ? "The body" : `${problem.path} of the body`;
  return refuseCall(`${where} ${problem.message}.`, [problem]);
}

function refuseParameter(
  { parameters }: Operation,
  { path, message }: SchemaProblem,
): RefusedCall {
  if (path === "") return refuseCall(`A parameter is missing: it ${message}.`);
  const name = path.slice(1);
  const known = parameters.map((parameter) => parameter.name).join(", ");
  if (!parameters.some((parameter) => parameter.name === name)) {
    return refuseCall(
      `The parameter ${name} is not known; there are: ${known || "none"}.`,
    );
  }
  return refuseCall(`The parameter ${name} ${message}.`);
}

function refuseCall(
  message: string,
  fields?: readonly SchemaProblem[],
): RefusedCall {
  return {
    status: 400,
    body: {
      error: {
        code: "MANAGE_REQUEST_INVALID",
        message,
        hint: "The portal serves the description of its API at /api/plugin-manager/v1/openapi.json.",
        ...(fields && { fields: [...fields] }),
      },
    },
  };
}
