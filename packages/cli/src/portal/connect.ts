import { readFileSync } from "node:fs";
import { CONTROL_URL, controlFetch } from "@flyloft/backend/control";
import type { ManagementClient } from "@flyloft/management";
import { createManagementClient } from "@flyloft/management/client";
import { CommandError } from "../errors.ts";
import type { OptionValues } from "../line/options.ts";
import { Mistake } from "../line/Mistake.ts";
import { remoteFetch } from "./remoteFetch.ts";

/** A client of the portal that the options name: at `--url`, or the one that runs with the configuration files here. */
export function connect(options: OptionValues): ManagementClient {
  const { url } = options;
  if (url === undefined) {
    const location = { cwd: process.cwd(), configFiles: options.config ?? [] };
    return createManagementClient({
      baseUrl: CONTROL_URL,
      fetch: controlFetch(location),
    });
  }
  const base = parseUrl(url);
  return createManagementClient({
    baseUrl: `${base.href.replace(/\/+$/, "")}/api/plugin-manager/v1`,
    fetch: remoteFetch(base, readToken(options["token-file"])),
  });
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Mistake(`--url takes an https address, not '${text}'.`);
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new CommandError(
      "COMMAND_URL_INSECURE",
      `${url.origin} has no encryption: whoever is in between could take the token.`,
      { hint: "Use the portal's https address." },
    );
  }
  return url;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

function readToken(file: string | undefined): string {
  const token =
    file === undefined
      ? process.env["FLYLOFT_TOKEN"]
      : readTokenFile(file).trim();
  if (token) return token;
  throw new CommandError(
    "COMMAND_TOKEN_MISSING",
    "A portal elsewhere needs a token, and there is none.",
    {
      hint: "Put it into the variable FLYLOFT_TOKEN, or name a file with --token-file.",
    },
  );
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError(
      "COMMAND_FILE_UNREADABLE",
      `${file} can't be read: ${(cause as Error).message}`,
      { hint: "--token-file names the file that holds the token.", cause },
    );
  }
}
