import { redact } from "@flyloft/plugin-core";

/** `text` without credentials of known forms and without any of the secrets, also where it is JSON and escapes them. */
export function conceal(text: string, secrets: Iterable<string>): string {
  let concealed = redact(text);
  for (const secret of secrets) {
    const escaped = JSON.stringify(secret).slice(1, -1);
    concealed = concealed.replaceAll(secret, "***").replaceAll(escaped, "***");
  }
  return concealed;
}

/** The same data without secrets: what a plugin throws may quote its configuration. */
export function concealAll<Data>(data: Data, secrets: Iterable<string>): Data {
  const all = [...secrets];
  // Whoever sets a secret may choose one that looks like JSON: it must not be looked for between the texts.
  return JSON.parse(redact(JSON.stringify(data)), (_key, value: unknown) =>
    typeof value === "string" ? conceal(value, all) : value,
  ) as Data;
}
