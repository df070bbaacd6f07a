import {
  compileAjvSchema as compileNow,
  throwAjvError,
  type Validate,
} from "backstage-catalog-model-ajv";

export { throwAjvError };

/**
 * Takes the place of catalog-model's own, which compiles schemas to code while it is imported. A page without
 * `unsafe-eval` refuses that, and with it every page that imports catalog-model. This one compiles on the first call.
 */
export function compileAjvSchema(
  ...schema: Parameters<typeof compileNow>
): Validate {
  let compiled: Validate | undefined;
  const validate: Validate = (data) => {
    compiled ??= compileNow(...schema);
    const valid = compiled(data);
    validate.errors = compiled.errors;
    return valid;
  };
  return validate;
}
