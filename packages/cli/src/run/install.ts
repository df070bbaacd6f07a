import type { InstallRequest } from "@flyloft/management";
import { carryOut } from "../portal/carryOut.ts";
import { connect } from "../portal/connect.ts";
import { locatePackage } from "../portal/locatePackage.ts";
import type { Invocation } from "../line/CommandSpec.ts";
import type { OptionValues } from "../line/options.ts";
import { type Values, isObject, setAt } from "../settings/editValues.ts";
import { parseAssignment } from "../settings/parseAssignment.ts";
import { readValue } from "../settings/readValue.ts";

/** `flyloft install` */
export async function install(invocation: Invocation): Promise<number> {
  const { operands, options } = invocation;
  const [given = ""] = operands;
  // What is wrong on the command line is told before bytes travel.
  const settings = await collectSettings(options);
  const client = connect(options);
  const located = await locatePackage(client, given, invocation);
  const request: InstallRequest = {
    ...located,
    ...readOptions(options),
    ...(settings && { settings }),
    enabled: options.disabled !== true,
  };
  return carryOut(
    client,
    {
      change: { action: "install", install: request },
      question: `Install ${given}?`,
    },
    invocation,
  );
}

function readOptions({
  with: companions,
  isolation,
  grant,
}: OptionValues): Partial<InstallRequest> {
  return {
    ...(companions && {
      with: companions.includes("family") ? "family" : [...companions],
    }),
    ...(isolation && {
      isolation: isolation as NonNullable<InstallRequest["isolation"]>,
    }),
    ...(grant && { granted: [...new Set(grant)] }),
  };
}

/** The file's, then those of `--set`. */
async function collectSettings(
  options: OptionValues,
): Promise<Record<string, unknown> | undefined> {
  const { settings: file, set = [] } = options;
  if (file === undefined && set.length === 0) return undefined;
  const start: unknown = file === undefined ? {} : await readFile(file);
  const settings = set
    .map(parseAssignment)
    .reduce(
      (values, { path, text }) =>
        setAt(values, path, readValue(null, path, text)),
      start,
    );
  return isObject(settings) ? settings : {};
}

async function readFile(file: string): Promise<Values> {
  const { readSettingsFile } = await import("../settings/readSettingsFile.ts");
  return readSettingsFile(file);
}
