/** One challenge of a `WWW-Authenticate` header. Scheme and parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(
  `[\\s,]*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`,
  "y",
);
const SCHEME = new RegExp(`[\\s,]*(${TOKEN})(?=\\s|,|$)(?!\\s*=)`, "y");

/**
 * Reads the challenges of `WWW-Authenticate`, several in one header too; commas inside quotes belong to the value.
 * Stops at the first thing that isn't one. https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let position = 0;
  for (;;) {
    const scheme = matchAt(SCHEME, header, position);
    if (!scheme) return challenges;
    position = scheme.end;
    const parameters: Record<string, string> = {};
    let parameter = matchAt(PARAMETER, header, position);
    for (; parameter; parameter = matchAt(PARAMETER, header, position)) {
      const [name = "", quoted, plain = ""] = parameter.groups;
      parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain;
      position = parameter.end;
    }
    const [name = ""] = scheme.groups;
    challenges.push({ scheme: name.toLowerCase(), parameters });
  }
}

function matchAt(pattern: RegExp, text: string, position: number) {
  pattern.lastIndex = position;
  const match = pattern.exec(text);
  return match ? { groups: match.slice(1), end: pattern.lastIndex } : undefined;
}
