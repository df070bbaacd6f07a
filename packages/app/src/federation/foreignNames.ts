/** What the shell shares besides SHARED_MODULES, for remotes that other tools built. The build reads it as well. */
export const FOREIGN_NAMES = [
  "@emotion/react",
  "@mui/material/styles",
] as const;
