import type { SignInPageProps } from "@backstage/plugin-app-react";
import type { ComponentType } from "react";
import { isPopupProvider, type PopupProvider } from "./popupProviders.ts";

/**
 * The sign-in page for the names in `app.signIn.providers`. The only provider that needs no question (`guest`, or one
 * in front of the portal) gets a page that asks none; else the known providers are offered.
 */
export async function loadSignIn(
  providers: readonly string[],
): Promise<ComponentType<SignInPageProps>> {
  const [only = "guest", ...others] = providers;
  if (others.length === 0 && !isPopupProvider(only)) {
    const { ProxiedSignIn } = await import("./ProxiedSignIn.ts");
    return (props) => <ProxiedSignIn {...props} provider={only} />;
  }
  const { SignInChoice } = await import("./SignInChoice.tsx");
  const offered = providers.filter(
    (name): name is "guest" | PopupProvider =>
      name === "guest" || isPopupProvider(name),
  );
  return (props) => <SignInChoice {...props} providers={offered} />;
}
