import type { ManagementClient, Settings } from "@flyloft/management";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { Mistake } from "../line/Mistake.ts";
import { formatSchema, formatSettings } from "../output/formatSettings.ts";
import type { Output } from "../output/Output.ts";
import { ask } from "../portal/ask.ts";
import { carryOut } from "../portal/carryOut.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";
import { finishJob } from "../portal/finishJob.ts";
import { idempotencyKey } from "../portal/submitChange.ts";
import {
  type Values,
  isObject,
  setAt,
  unsetAt,
} from "../settings/editValues.ts";
import { formatKey, parseKey, toPointer } from "../settings/keyPath.ts";
import { parseAssignment } from "../settings/parseAssignment.ts";
import { readValue } from "../settings/readValue.ts";
import { schemasAt } from "../settings/schemaAt.ts";

/** `flyloft settings` */
export async function settings(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [given = "", action, ...keys] = operands;
  judge(action, keys);
  const client = connect(options);
  const { name } = await findPlugin(client, given);
  const params = { path: { name } };
  if (action === "reset") return reset(client, name, invocation);
  const current = await ask(client.GET("/plugins/{name}/settings", { params }));
  if (action === undefined) {
    if (options.schema) {
      output.tell(current.schema, () => formatSchema(current, output.paint));
    } else {
      const { schema: _left, ...shown } = current;
      output.tell(shown, () => formatSettings(current, output.paint));
    }
    return EXIT.done;
  }
  const values =
    action === "set" ? setAll(current, keys, output) : unsetAll(current, keys);
  const { revision } = current;
  return carryOut(
    client,
    {
      change: {
        action: "configure",
        plugin: name,
        values: { ...values },
        revision,
      },
    },
    invocation,
  );
}

function judge(action: string | undefined, keys: readonly string[]): void {
  if (action === "reset" && keys.length > 0) {
    throw new Mistake("reset takes no keys; unset does.");
  }
  if ((action === "set" || action === "unset") && keys.length === 0) {
    const what = action === "set" ? "key=value" : "the key of a setting";
    throw new Mistake(`settings <plugin> ${action} needs ${what}.`);
  }
}

function setAll(
  { values, schema }: Settings,
  assignments: readonly string[],
  output: Output,
): Values {
  const changed = assignments
    .map(parseAssignment)
    .reduce<unknown>((edited, { path, text, isOpen }) => {
      if (isOpen && schema && isSecret(schema, path)) {
        output.remark(
          `! ${formatKey(path)} is a secret: others may see it on a command line. Use ${formatKey(path)}=@-`,
        );
      }
      return setAt(edited, path, readValue(schema, path, text));
    }, values);
  return asValues(changed);
}

function isSecret(
  schema: NonNullable<Settings["schema"]>,
  path: Parameters<typeof schemasAt>[1],
): boolean {
  return schemasAt(schema, path).some(({ writeOnly }) => writeOnly === true);
}

/** A secret is not among the values: leaving it out keeps it, `null` removes it. */
function unsetAll(
  { values, secrets }: Settings,
  keys: readonly string[],
): Values {
  const changed = keys.map(parseKey).reduce<unknown>((edited, path) => {
    const pointer = toPointer(path);
    const within = secrets.filter(
      (secret) => secret === pointer || secret.startsWith(`${pointer}/`),
    );
    return within.reduce<unknown>(
      (left, secret) => setAt(left, parseKey(secret), null),
      unsetAt(edited, path),
    );
  }, values);
  return asValues(changed);
}

function asValues(changed: unknown): Values {
  return isObject(changed) ? changed : {};
}

async function reset(
  client: ManagementClient,
  name: string,
  { options, output }: Invocation,
): Promise<number> {
  if (options["dry-run"]) {
    const body = { action: "configure", plugin: name, values: {} } as const;
    return carryOut(
      client,
      { change: body },
      {
        options,
        output,
        operands: [],
      },
    );
  }
  const params = { path: { name }, header: idempotencyKey() };
  const job = await ask(client.DELETE("/plugins/{name}/settings", { params }));
  return finishJob(client, job, output);
}
