import * as emotionReact from "@emotion/react";
import * as muiMaterialStyles from "@mui/material/styles";
import type { FOREIGN_NAMES } from "./foreignNames.ts";

/**
 * Modules that remotes built by others' tools expect to share, besides the ones ours are built against. Without them
 * such a remote styles its Material UI 5 parts with a theme of its own, light in a dark portal.
 */
export const FOREIGN_MODULES: Readonly<
  Record<(typeof FOREIGN_NAMES)[number], object>
> = {
  "@emotion/react": emotionReact,
  "@mui/material/styles": muiMaterialStyles,
};
