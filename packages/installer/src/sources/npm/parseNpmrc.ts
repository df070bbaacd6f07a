type Env = Readonly<Record<string, string | undefined>>;

/**
 * The `key=value` lines of an `.npmrc`, with `${VAR}` replaced in keys and values. As npm does, an unset variable stays
 * as written, and `${VAR?}` becomes empty.
 */
export function parseNpmrc(text: string, env: Env): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^=;#\s][^=]*?)\s*(?:=\s*(.*?)\s*)?$/.exec(line);
    if (!match?.[1]) continue;
    const key = expand(match[1].replace(/\[\]$/, ""), env);
    values.set(key, expand(unquote(match[2] ?? "true"), env));
  }
  return values;
}

function unquote(text: string): string {
  const [, quote, quoted] = /^(["'])(.*)\1$/.exec(text) ?? [];
  const plain = quoted ?? text.replace(/\s+[;#].*$/, "");
  return quote === '"' ? plain.replaceAll("\\n", "\n") : plain;
}

function expand(text: string, env: Env): string {
  return text.replace(
    /(?<!\\)\$\{([^${}?]+)(\?)?\}/g,
    (whole, name: string, optional: string | undefined) =>
      env[name] ?? (optional ? "" : whole),
  );
}
