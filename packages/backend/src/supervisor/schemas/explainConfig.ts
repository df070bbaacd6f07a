import type { ErrorObject } from "ajv";
import { type Place, formatPlace } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import type { FindPlace } from "./findPlace.ts";
import type { JudgedSchema } from "./JudgedSchema.ts";
import {
  type Pointer,
  childOf,
  formatPointer,
  keysOf,
  valueAt,
} from "./Pointer.ts";

export interface Explanation {
  readonly config: unknown;
  readonly schemas: readonly JudgedSchema[];
  readonly findPlace: FindPlace;
}

/** What is wrong, in words: `must be a string`, at a place of the configuration. */
export interface Complaint {
  readonly pointer: Pointer;
  readonly expected: string;
  /** A key that isn't there at all. */
  readonly isMissing: boolean;
  /** Somebody set what lacks the key, and no form of it does without. */
  readonly isBegun?: boolean;
}

/**
 * Says what of the configuration a plugin's schema doesn't accept: COMPOSE_CONFIG_INVALID, or COMPOSE_CONFIG_INCOMPLETE
 * where nothing is wrong but that the plugin isn't configured yet. Whether it starts without is up to the plugin.
 */
export async function explainConfig(
  schema: JudgedSchema,
  { config, schemas, findPlace }: Explanation,
): Promise<BackendError | undefined> {
  const complaints = listComplaints(schema.errors);
  const wrong = complaints.find(
    (each) =>
      !each.isMissing ||
      (each.isBegun ?? isBegun(each.pointer, schema, schemas)),
  );
  const [complaint] = wrong ? [wrong] : complaints;
  const plugin = schema.owner?.plugin;
  if (!complaint || !plugin) return undefined;
  const { pointer, expected, isMissing } = complaint;
  const key = formatPointer(pointer);
  const place = await findPlace(isMissing ? parentOf(pointer) : pointer);
  const at = place ? ` (${formatPlace({ ...place, key: undefined })})` : "";
  if (!wrong) return incomplete(plugin, key);
  const found = isMissing
    ? "is missing"
    : `is ${nameType(valueAt(config, pointer))}`;
  const others = sharers(pointer, schema, schemas);
  return new BackendError(
    "COMPOSE_CONFIG_INVALID",
    isMissing
      ? `${plugin} needs \`${key}\`, which is missing${at}.`
      : `${plugin} can't use its configuration: \`${key}\` ${expected}, but it ${found}${at}.`,
    {
      hint: `${others}${isMissing ? "Set it" : "Correct it there"}; \`flyloft config:docs ${plugin}\` describes every key of it.`,
      plugin,
      place: place && withKey(place, key),
    },
  );
}

function withKey(place: Place, key: string): Place {
  return { ...place, key };
}

function incomplete(plugin: string, key: string): BackendError {
  return new BackendError(
    "COMPOSE_CONFIG_INCOMPLETE",
    `${plugin} says that it needs \`${key}\`, which the configuration doesn't have.`,
    {
      hint: `Set it where the plugin doesn't do what it should; \`flyloft config:docs ${plugin}\` describes every key of it.`,
      plugin,
    },
  );
}

/** Keys that nobody may add, and what only repeats other complaints. */
const SILENT = new Set(["additionalProperties", "unevaluatedProperties", "if"]);
const FORMS = new Set(["anyOf", "oneOf"]);

/** Everything that is wrong, in words. */
export function listComplaints(errors: readonly ErrorObject[]): Complaint[] {
  const spoken = errors.filter(({ keyword }) => !SILENT.has(keyword));
  const forms = spoken.filter(({ keyword }) => FORMS.has(keyword));
  const outermost = forms.filter(
    ({ instancePath }) =>
      !forms.some((other) => instancePath.startsWith(`${other.instancePath}/`)),
  );
  const inForms = (path: Pointer) =>
    outermost.some(
      ({ instancePath: form }) => path === form || path.startsWith(`${form}/`),
    );
  const plain = spoken.filter(
    ({ keyword, instancePath }) =>
      !FORMS.has(keyword) && !inForms(instancePath),
  );
  return [
    ...plain.map(toComplaint),
    ...outermost.map((form) => explainForms(form, spoken)),
  ];
}

/** Several forms are allowed, and none fits: what is wrong with the one that comes nearest, or what the forms are. */
function explainForms(
  form: ErrorObject,
  all: readonly ErrorObject[],
): Complaint {
  const { instancePath } = form;
  const inside = all.filter(({ keyword }) => !FORMS.has(keyword));
  const deeper = inside.find((each) =>
    each.instancePath.startsWith(`${instancePath}/`),
  );
  if (deeper) return toComplaint(deeper);
  const here = inside.filter((each) => each.instancePath === instancePath);
  const missing = here.find(({ keyword }) => keyword === "required");
  if (missing) return { ...toComplaint(missing), isBegun: true };
  const options = [...new Set(here.map(expectation))];
  return {
    pointer: instancePath,
    expected:
      options.length > 0
        ? options.join(" or ").replaceAll(" or must be ", " or ")
        : "must have another form",
    isMissing: false,
  };
}

function toComplaint(error: ErrorObject): Complaint {
  const { instancePath, keyword, params } = error;
  return keyword === "required"
    ? {
        pointer: childOf(instancePath, String(params["missingProperty"])),
        expected: "is required",
        isMissing: true,
      }
    : { pointer: instancePath, expected: expectation(error), isMissing: false };
}

function expectation({ keyword, params, message }: ErrorObject): string {
  if (keyword === "type") {
    const types = [params["type"]].flat().map((type) => article(String(type)));
    return `must be ${types.join(" or ")}`;
  }
  if (keyword === "enum") {
    const values = (params["allowedValues"] as unknown[]).map((value) =>
      JSON.stringify(value),
    );
    return `must be ${values.join(" or ")}`;
  }
  if (keyword === "const")
    return `must be ${JSON.stringify(params["allowedValue"])}`;
  const limit = String(params["limit"]);
  return LIMITS[keyword]?.(limit) ?? message ?? "is not allowed";
}

/** In words. Others are clear as the validator says them. */
const LIMITS: Readonly<Record<string, (limit: string) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  exclusiveMinimum: (limit) => `must be more than ${limit}`,
  exclusiveMaximum: (limit) => `must be less than ${limit}`,
  minLength: (limit) =>
    limit === "1"
      ? "must not be empty"
      : `must have at least ${limit} characters`,
  maxLength: (limit) => `must have at most ${limit} characters`,
  minItems: (limit) => `must have at least ${limit} items`,
  maxItems: (limit) => `must have at most ${limit} items`,
};

/** Never the value: it may be a secret in the wrong place. */
function nameType(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  return article(typeof value);
}

function article(type: string): string {
  if (type === "null") return "empty";
  if (type === "array") return "a list";
  return `${/^[aeio]/.test(type) ? "an" : "a"} ${type}`;
}

/** Whether somebody configured what lacks the key: then the key was forgotten. The portal's own sections are always there. */
function isBegun(
  pointer: Pointer,
  schema: JudgedSchema,
  schemas: readonly JudgedSchema[],
): boolean {
  const parent = parentOf(pointer);
  if (parent === "") return false;
  const isHosts = schemas.some(
    ({ owner, marks }) => !owner && marks.has(parent),
  );
  if (isHosts) return false;
  return [...schema.marks.keys()].some((known) =>
    known.startsWith(`${parent}/`),
  );
}

function parentOf(pointer: Pointer): Pointer {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

/** Others that know the key and are content with it: where two plugins ask for different things, both are named. */
function sharers(
  pointer: Pointer,
  schema: JudgedSchema,
  schemas: readonly JudgedSchema[],
): string {
  const content = schemas.filter(
    ({ owner, marks, errors }) =>
      owner &&
      owner.plugin !== schema.owner?.plugin &&
      marks.has(pointer) &&
      !errors.some(({ instancePath }) => instancePath.startsWith(pointer)),
  );
  const names = [...new Set(content.map(({ owner }) => owner?.plugin))];
  if (names.length === 0) return "";
  return `${names.join(", ")} uses \`${keysOf(pointer).join(".")}\` too and accepts it as it is: if they can't agree, only one of them can run. `;
}
