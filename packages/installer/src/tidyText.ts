const LONGEST = 1000;

/** Somebody else's words, on one line: they must not steer a terminal or forge a log line. */
export function tidyText(
  written: unknown,
  longest = LONGEST,
): string | undefined {
  if (typeof written !== "string") return undefined;
  const plain = written
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .trim();
  return plain ? plain.slice(0, longest) : undefined;
}

/** What is shown as a link: nothing but the web, and without somebody's password. */
export function safeHomepage(url: string | undefined): string | undefined {
  const plain = url?.replace(/^git\+/, "").replace(/\.git$/, "");
  if (plain === undefined || !URL.canParse(plain)) return undefined;
  const { protocol, username, password } = new URL(plain);
  const isSafe = protocol === "https:" && username === "" && password === "";
  return isSafe ? plain : undefined;
}
