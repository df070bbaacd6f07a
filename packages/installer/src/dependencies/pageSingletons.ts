/**
 * There is one of each in a page, whatever a package asks for: a second would break hooks, routing or themes. Backstage's own
 * packages aren't among them: their references match by id, so a remote may bring the version that it was made for.
 */
export const PAGE_SINGLETONS: ReadonlySet<string> = new Set([
  "react",
  "react-dom",
  "react-router",
  "react-router-dom",
  "@material-ui/core",
  "@material-ui/styles",
  // Themes of Material UI 5 and later reach components through it, whichever version they are of.
  "@emotion/react",
]);
