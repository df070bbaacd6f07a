import type { ManagedPlugin, ManagementClient } from "@flyloft/management";
import type { Completes, OptionValues } from "../line/options.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";
import { bareName, findPlugin } from "../portal/findPlugin.ts";
import { formatKey } from "../settings/keyPath.ts";
import { listSchemaKeys } from "../settings/listSchemaKeys.ts";
import type { Candidate } from "./completeWords.ts";

export interface NamesWanted {
  readonly options: OptionValues;
  /** Those before the one that is completed. */
  readonly operands: readonly string[];
}

/** The names of one kind that the portal knows. */
export async function listNames(
  kind: Completes,
  { options, operands }: NamesWanted,
): Promise<readonly Candidate[]> {
  const client = connect(options);
  if (kind === "setting") return listSettings(client, operands);
  if (kind === "scope") return listScopes(client, operands);
  const { items } = await ask(client.GET("/plugins"));
  const plugins = items
    .filter((plugin) => isWanted(kind, plugin))
    .flatMap(toCandidates);
  return kind === "generation"
    ? [...plugins, ...(await listGenerations(client))]
    : plugins;
}

function isWanted(kind: Completes, { status }: ManagedPlugin): boolean {
  if (kind === "enabled-plugin") return status.state !== "disabled";
  return kind !== "disabled-plugin" || status.state === "disabled";
}

/** By its name, and without the scope, which nobody likes to type. */
function toCandidates({ name, version, status }: ManagedPlugin): Candidate[] {
  const summary = [version, status.state].filter(Boolean).join(", ");
  return [...new Set([name, bareName(name)])].map((value) => ({
    value,
    summary,
  }));
}

async function listGenerations(
  client: ManagementClient,
): Promise<readonly Candidate[]> {
  const { items } = await ask(client.GET("/generations"));
  return items
    .filter(({ isKept, state }) => isKept && state === "retired")
    .map(({ number, cause }) => ({ value: `${number}`, summary: cause }));
}

async function listSettings(
  client: ManagementClient,
  [given = "", action]: readonly string[],
): Promise<readonly Candidate[]> {
  if (action === "reset") return [];
  const { name } = await findPlugin(client, given);
  const params = { path: { name } };
  const { schema } = await ask(
    client.GET("/plugins/{name}/settings", { params }),
  );
  const end = action === "set" ? "=" : "";
  return (schema ? listSchemaKeys(schema) : []).map(
    ({ path, description }) => ({
      value: `${formatKey(path)}${end}`,
      summary: description?.replace(/\s+/g, " "),
    }),
  );
}

async function listScopes(
  client: ManagementClient,
  [given = ""]: readonly string[],
): Promise<readonly Candidate[]> {
  const { permissions } = await findPlugin(client, given);
  return permissions.optional.map((value) => ({
    value,
    summary: permissions.granted.includes(value) ? "granted" : undefined,
  }));
}
