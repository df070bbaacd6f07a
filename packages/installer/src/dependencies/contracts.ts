/** What backend plugins and host say to each other: exists once in a process, whatever a package asks for. */
export const CONTRACTS: ReadonlySet<string> = new Set([
  "@backstage/backend-plugin-api",
  "@backstage/backend-app-api",
]);

/** What plugins and host say to each other is made of these. */
export function isOfBackstage(name: string): boolean {
  return name.startsWith("@backstage/");
}
