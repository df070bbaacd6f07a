/** Providers that sign in through a window of their own. */
const POPUP_PROVIDERS = [
  "atlassian",
  "bitbucket",
  "github",
  "gitlab",
  "google",
  "microsoft",
  "okta",
  "onelogin",
  "openshift",
] as const;

export type PopupProvider = (typeof POPUP_PROVIDERS)[number];

export function isPopupProvider(name: string): name is PopupProvider {
  return (POPUP_PROVIDERS as readonly string[]).includes(name);
}
