import { BackendError } from "../errors.ts";

const MISSING = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);

/** What a package threw at import, as an error that says what to do: a missing module by name, else message and frame. */
export function describeThrown(name: string, error: unknown): BackendError {
  const { code, message, stack } = Object(error) as Partial<
    Error & { code: unknown }
  >;
  const text = message ?? String(error);
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(text)?.[1];
  if (missing && MISSING.has(String(code))) {
    return new BackendError(
      "LOAD_MODULE_MISSING",
      `${name} imports '${missing}', which neither the package nor the portal has.`,
      {
        hint: "The package has to bring its dependencies along: have its publisher export it for dynamic loading, with the dependency bundled.",
        plugin: name,
        cause: error,
      },
    );
  }
  const frame = stack?.split("\n").find((line) => /^\s+at /.test(line));
  return new BackendError(
    "LOAD_THREW",
    `${name} threw while it was imported: ${text}${frame ? ` (${frame.trim()})` : ""}`,
    {
      hint: "This is an error inside the package. Try another version of it, or ask its publisher.",
      plugin: name,
      cause: error,
    },
  );
}
