import { describe, expect, it } from "vitest";
import { AppError } from "../errors.ts";
import { describeFault } from "./describeFault.ts";

const remote = { packageName: "@acme/plugin" };
const codeOf = (error: unknown) => describeFault(remote, error).code;

/** Messages as the federation runtime and rspack's containers throw them. */
describe("a fault of a remote", () => {
  it.each([
    [
      "APP_REMOTE_UNREACHABLE",
      'ScriptNetworkError: Failed to load script "/r/remoteEntry.js" - the script URL is unreachable or the server returned an error (network failure, 404, CORS, etc.)',
    ],
    ["APP_REMOTE_UNREACHABLE", "Loading chunk 12 failed. (missing: /r/12.js)"],
    [
      "APP_REMOTE_TIMEOUT",
      'ScriptNetworkError: Script "/r/remoteEntry.js" timed out.',
    ],
    [
      "APP_REMOTE_CRASHED",
      'ScriptExecutionError: Script "/r/remoteEntry.js" loaded but threw a runtime error during execution: Uncaught Error: kaput',
    ],
    [
      "APP_REMOTE_EXPOSE_MISSING",
      'Module "./alpha" does not exist in container.',
    ],
    ["APP_REMOTE_CRASHED", "Cannot read properties of undefined"],
  ])("is %s for: %s", (code, message) => {
    expect(codeOf(new Error(message))).toBe(code);
  });

  it("keeps the code, message and hint of the shell's own errors", () => {
    const error = new AppError("APP_REMOTE_NO_FEATURE", "nothing", {
      hint: "do this",
    });
    expect(describeFault(remote, error)).toEqual({
      packageName: "@acme/plugin",
      code: "APP_REMOTE_NO_FEATURE",
      message: "nothing",
      hint: "do this",
    });
  });

  it("shows what happened without the runtime's dump of its arguments", () => {
    const error = new Error(
      '[ Federation Runtime ]: Failed to load script resources. #RUNTIME-008\nargs: {"remoteName":"acme"}\nhttps://module-federation.io/x\nOriginal Error Message:\n ScriptNetworkError: Failed to load script "/r.js"',
    );
    expect(describeFault(remote, error).message).toBe(
      'Failed to load script "/r.js"',
    );
  });

  it("takes thrown values that are no errors", () => {
    expect(describeFault(remote, "plain text").message).toBe("plain text");
  });
});
