import { createRequire } from "node:module";
import type * as AjvModule from "ajv/dist/2020.js";
import type { DescribedParameter, JsonSchema } from "./readDescription.ts";

/** What is wrong with a value, and where in it, as a JSON pointer. */
export interface SchemaProblem {
  readonly path: string;
  readonly message: string;
}

/** Undefined where nothing is wrong. The value may be changed: defaults are filled in, numbers made of texts. */
export type Check = (value: unknown) => SchemaProblem | undefined;

type Validator = InstanceType<typeof AjvModule.Ajv2020>;

const DOCUMENT = "openapi";
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Makes checks of the description's schemas. The library behind them is loaded with the first value. */
export class SchemaChecks {
  readonly #components: unknown;
  readonly #ajv = new Map<boolean, Validator>();

  /** Schemas may refer to `#/components`. */
  constructor(components: unknown) {
    this.#components = components;
  }

  /** Of all parameters in one object. Their values come as texts. */
  parameters(parameters: readonly DescribedParameter[]): Check {
    const properties = Object.fromEntries(
      parameters.map(({ name, schema }) => [name, schema]),
    );
    const required = parameters
      .filter((parameter) => parameter.required)
      .map(({ name }) => name);
    return this.#check(
      { type: "object", properties, required, additionalProperties: false },
      { coerceTypes: true },
    );
  }

  body(schema: JsonSchema): Check {
    return this.#check(schema, { coerceTypes: false });
  }

  #check(schema: JsonSchema, { coerceTypes }: { coerceTypes: boolean }): Check {
    let validate: AjvModule.ValidateFunction | undefined;
    return (value) => {
      validate ??= this.#load(coerceTypes).compile(refer(schema));
      if (validate(value)) return undefined;
      const errors = validate.errors ?? [];
      return describe(errors);
    };
  }

  #load(coerceTypes: boolean): Validator {
    const loaded = this.#ajv.get(coerceTypes);
    if (loaded) return loaded;
    const { Ajv2020 } = createRequire(import.meta.url)(
      "ajv/dist/2020.js",
    ) as typeof AjvModule;
    const ajv = new Ajv2020({
      strict: false,
      useDefaults: true,
      discriminator: true,
      coerceTypes,
      // The description is our own, and a test reads it as a whole.
      validateSchema: false,
      addUsedSchema: false,
      formats: { uuid: UUID, "date-time": true, binary: true },
    });
    ajv.addSchema({ $id: DOCUMENT, components: this.#components });
    this.#ajv.set(coerceTypes, ajv);
    return ajv;
  }
}

/** What `#/components` is in the description is a schema of its own here, read once for all that refer to it. */
function refer(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema).replaceAll(
    '"$ref":"#/',
    `"$ref":"${DOCUMENT}#/`,
  );
  return JSON.parse(text) as JsonSchema;
}

/** The deepest of several: where one of many forms is asked for, it tells of the form that was meant. */
function describe(errors: readonly AjvModule.ErrorObject[]): SchemaProblem {
  const [first, ...others] = errors.filter(
    ({ keyword }) => keyword !== "oneOf" && keyword !== "const",
  );
  const error = others.reduce(
    (best, next) =>
      (next?.instancePath.length ?? 0) > (best?.instancePath.length ?? 0)
        ? next
        : best,
    first ?? errors[0],
  );
  const {
    instancePath = "",
    message = "is not valid",
    params = {},
  } = error ?? {};
  const { additionalProperty, allowedValues, tag } = params as {
    readonly additionalProperty?: string;
    readonly allowedValues?: readonly unknown[];
    /** The key that tells which of several forms it is. */
    readonly tag?: string;
  };
  const unknown = additionalProperty ?? tag;
  if (unknown !== undefined) {
    return { path: `${instancePath}/${unknown}`, message: "is not known" };
  }
  const allowed = allowedValues ? `: ${allowedValues.join(", ")}` : "";
  return { path: instancePath, message: message + allowed };
}
