/** What backend plugins and host say to each other: exists once in a process, whatever a package asks for. */
export const CONTRACTS: ReadonlySet<string> = new Set([
  "@backstage/backend-plugin-api",
  "@backstage/backend-app-api",
]);
