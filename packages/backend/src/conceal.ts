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
  // Only within texts: what looks like a secret or a credential may stand between them, where it is JSON.
  return JSON.parse(JSON.stringify(data), (key, value: unknown) => {
    if (typeof value !== "string") return value;
    return CREDENTIAL.test(key) ? "<redacted>" : conceal(value, all);
  }) as Data;
}

const CREDENTIAL = /(?:_auth|password|secret|token|apiKey)$/i;
