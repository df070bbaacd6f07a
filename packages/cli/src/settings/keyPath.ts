import { Mistake } from "../line/Mistake.ts";

/** Names and, for elements of lists, numbers, from the root of the configuration. */
export type KeyPath = readonly (string | number)[];

/** `a.b[0].c`, or the JSON pointer `/a/b/0/c`, where every name of digits is an element of a list. */
export function parseKey(text: string): KeyPath {
  if (text.startsWith("/")) {
    return text
      .slice(1)
      .split("/")
      .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
      .map((name) => (/^\d+$/.test(name) ? Number(name) : name));
  }
  const path = text.split(".").flatMap((part) => {
    const [, name, elements = ""] =
      /^([^[\]]+)((?:\[\d+\])*)$/.exec(part) ?? [];
    if (name === undefined) throw new Mistake(`'${text}' is no key.`);
    return [
      name,
      ...[...elements.matchAll(/\d+/g)].map(([element]) => Number(element)),
    ];
  });
  if (path.some((name) => name === "__proto__")) {
    throw new Mistake(`'${text}' is no key.`);
  }
  return path;
}

export function formatKey(path: KeyPath): string {
  return path
    .map((name, index) =>
      typeof name === "number" ? `[${name}]` : index === 0 ? name : `.${name}`,
    )
    .join("");
}

/** As a JSON pointer. https://www.rfc-editor.org/rfc/rfc6901 */
export function toPointer(path: KeyPath): string {
  return path
    .map((name) => `/${`${name}`.replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
