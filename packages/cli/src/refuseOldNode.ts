const NEEDED = [22, 18] as const;

/** What to say where this Node is too old for the portal, or undefined. Node's own complaint would be a SyntaxError. */
export function refuseOldNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough =
    major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
  return isEnough
    ? undefined
    : `Flyloft needs Node.js ${NEEDED.join(".")} or newer; this is ${version}.`;
}
