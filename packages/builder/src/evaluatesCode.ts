/**
 * A call of `Function` with something to compile. Left out are the empty one, which asks whether it may, the one that
 * returns the global object, and that of `function-bind`, which half of all libraries hold: each is there for browsers
 * without something that all have.
 */
const CALL =
  /(?<![\w$.])Function\((?!\s*\)|""|''|``|["'`]return this["'`]\)|["'`]binder["'`],)/;

/**
 * Says whether a script may compile code while it runs, as Ajv does for JSON Schemas. A page's policy refuses that
 * unless it is allowed, and no script can tell for sure without being run.
 */
export function evaluatesCode(script: string): boolean {
  return CALL.test(script);
}
