import type { RJSFSchema, ValidatorType } from "@rjsf/utils";
import { matchesSchema, type Schema } from "./matchesSchema.ts";
import type { Values } from "./settingsValues.ts";

/** Finds alternatives, and validates nothing: the server does. */
export const formValidator: ValidatorType<Values> = {
  isValid: (schema: RJSFSchema, data, root: RJSFSchema) =>
    matchesSchema(schema as Schema, data, root as Schema),
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({ errors: [] }),
};
