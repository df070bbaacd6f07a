import { formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type { ConfigFile, KeyPath } from "./ConfigFile.ts";
import type { IsolationRequest } from "./IsolationRequest.ts";
import type { WrittenIsolation } from "./isolationSchema.ts";

export interface IsolationContext {
  readonly file: ConfigFile;
  /** Where the `isolation` stands. */
  readonly keys: KeyPath;
  /** What holds for keys that aren't written. */
  readonly defaults: IsolationRequest;
  readonly plugin?: string;
}

/** What is written, completed by the defaults. Throws CONFIG_SCHEMA where the keys contradict each other. */
export function parseIsolation(
  written: WrittenIsolation | undefined,
  context: IsolationContext,
): IsolationRequest {
  const { defaults } = context;
  if (!written) return defaults;
  const isolation = {
    tier: written.tier ?? defaults.tier,
    isNamed: written.tier !== undefined,
    required: written.required ?? defaults.required,
    memory: written.memory ?? defaults.memory,
    heartbeat: written.heartbeat ?? defaults.heartbeat,
    concurrency: written.concurrency ?? defaults.concurrency,
    env: written.env ?? defaults.env,
  };
  if (written.required === "bubblewrap" && isolation.tier !== "sandbox") {
    throw contradiction(context, isolation);
  }
  return isolation;
}

function contradiction(
  { file, keys, plugin }: IsolationContext,
  { tier }: IsolationRequest,
): InstallerError {
  const place = file.place([...keys, "required"]);
  return new InstallerError(
    "CONFIG_SCHEMA",
    `${formatPlace(place)}: bubblewrap is a part of \`sandbox\`, but the tier is \`${tier}\``,
    { hint: "Write `tier: sandbox` beside it.", plugin, place },
  );
}
