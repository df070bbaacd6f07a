import type { Action, OperationId } from "../schemas.ts";
import { type Check, SchemaChecks } from "./SchemaChecks.ts";
import {
  type DescribedOperation,
  type DescribedParameter,
  type Description,
  METHODS,
  type PathItem,
} from "./readDescription.ts";

/** One operation of the API, as its description says. */
export interface Operation {
  readonly operationId: OperationId;
  /** In upper case. */
  readonly method: string;
  /** Below the API's own URL, e.g. `/plugins/{name}`. */
  readonly path: string;
  /** What a user has to be allowed; `null`: any signed-in user may. */
  readonly permission: Action | null;
  readonly parameters: readonly DescribedParameter[];
  /** Media types of its body; empty where it takes none. */
  readonly mediaTypes: readonly string[];
  readonly requiresBody: boolean;
  /** Changes numbers, booleans and what is left out in `values` to what the description says. */
  checkParameters(values: Record<string, unknown>): ReturnType<Check>;
  /** Fills in defaults. Bodies that aren't JSON pass. */
  checkBody(mediaType: string, body: unknown): ReturnType<Check>;
  /** Whether its job is to show, not to change. */
  readonly isRead: boolean;
}

/** The operations of a description. Checks are made when they are first needed. */
export function readOperations(description: Description): readonly Operation[] {
  const checks = new SchemaChecks(description.components);
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const described = item[method];
      if (!described) return [];
      return [
        readOperation(
          { description, checks },
          { path, method, item, described },
        ),
      ];
    }),
  );
}

interface Source {
  readonly description: Description;
  readonly checks: SchemaChecks;
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly item: PathItem;
  readonly described: DescribedOperation;
}

function readOperation(
  { description, checks }: Source,
  { path, method, item, described }: Place,
): Operation {
  const parameters = [
    ...(item.parameters ?? []),
    ...(described.parameters ?? []),
  ].map((parameter) => follow(description, parameter));
  const { content = {}, required = false } = described.requestBody ?? {};
  const checkParameters = checks.parameters(parameters);
  const bodies = new Map(
    Object.entries(content)
      .filter(([type]) => type === JSON_TYPE)
      .map(([type, { schema }]) => [type, checks.body(schema)]),
  );
  const operationId = described.operationId as OperationId;
  return {
    operationId,
    method: method.toUpperCase(),
    path,
    permission: readAction(described["x-permission"]),
    parameters,
    mediaTypes: Object.keys(content),
    requiresBody: required,
    checkParameters,
    checkBody: (type, body) => bodies.get(type)?.(body),
    isRead: method === "get" || operationId === "planChange",
  };
}

const JSON_TYPE = "application/json";

/** `read` of `plugin.read`. */
function readAction(permission: string | null): Action | null {
  return (permission?.replace(/^plugin\./, "") ?? null) as Action | null;
}

function follow(
  { components }: Description,
  parameter: DescribedParameter,
): DescribedParameter {
  const name = parameter.$ref?.split("/").at(-1);
  if (name === undefined) return parameter;
  const { parameters } = components as {
    readonly parameters: Readonly<Record<string, DescribedParameter>>;
  };
  return parameters[name] ?? parameter;
}
