import {
  isFlyloftError,
  redact,
  type RemoteDescription,
} from "@flyloft/plugin-core";
import type { AppErrorCode } from "../errors.ts";
import type { RemoteFault } from "./FaultLog.ts";

interface Kind {
  readonly code: AppErrorCode;
  readonly pattern: RegExp;
  readonly hint: string;
}

/** The federation runtime and the containers tell kinds of failure by message only. First match counts. */
const KINDS: readonly Kind[] = [
  {
    code: "APP_REMOTE_TIMEOUT",
    pattern: /timed out/i,
    hint: "The network or the portal is slow. Reload the page.",
  },
  {
    code: "APP_REMOTE_CRASHED",
    pattern: /ScriptExecutionError/,
    hint: "The plugin's own code fails when it is loaded. Try another version of it.",
  },
  {
    code: "APP_REMOTE_UNREACHABLE",
    pattern:
      /RUNTIME-00[138]|ScriptNetworkError|ChunkLoadError|Loading (CSS )?chunk|Failed to fetch/i,
    hint: "The portal did not deliver the plugin's files, or they are not the ones that it announced. Reload the page; if it stays, see the plugin in the portal's log.",
  },
  {
    code: "APP_REMOTE_EXPOSE_MISSING",
    pattern: /does not exist in container|RUNTIME-00[49]|has no exports/,
    hint: "The plugin announces a module that it was not built with. Its publisher has to build it again.",
  },
];

/** Any thrown value as a fault of the remote. What is none of the loader's failures is the plugin's own code. */
export function describeFault(
  remote: Pick<RemoteDescription, "packageName">,
  error: unknown,
): RemoteFault {
  const { packageName } = remote;
  if (isFlyloftError(error)) {
    const { code, message, hint } = error;
    return { packageName, code: code as AppErrorCode, message, hint };
  }
  const text = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : "";
  const kind = KINDS.find(({ pattern }) => pattern.test(`${name} ${text}`));
  return {
    packageName,
    code: kind?.code ?? "APP_REMOTE_CRASHED",
    message: redact(firstLine(text)),
    hint:
      kind?.hint ??
      "The plugin's own code fails when it is loaded. Try another version of it.",
  };
}

/** The runtime's messages go on with a link and a dump of its arguments; all URLs are on the portal's origin. */
function firstLine(text: string): string {
  const original = /Original Error Message:\s*(.+)/s.exec(text)?.[1] ?? text;
  const line = original.split("\n", 1)[0] ?? "";
  return line
    .replace(/^Script(Execution|Network)Error: /, "")
    .replaceAll(/https?:\/\/[^/\s"]+(?=\/)/g, "");
}
