import type { DevelopmentView } from "@flyloft/plugin-core";

/**
 * Whether development versions are for the user that is signed in, not for the browser alone: others may sign in here
 * later, and a page of a neighbouring domain may have put the cookie of another user's session here.
 */
export function isShownTo(
  view: DevelopmentView | null,
  user: string,
): view is DevelopmentView {
  if (!view) return false;
  return view.isForAll || view.openedBy?.toLowerCase() === user.toLowerCase();
}
