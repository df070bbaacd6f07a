import {
  SignInPageBlueprint,
  type SignInPageProps,
} from "@backstage/plugin-app-react";
import { useEffect } from "react";
import type { SignInSession } from "./SignInSession.ts";

/** The sign-in page. An app that is built again takes the identity over and asks nobody. */
export function createSignInExtension(
  session: SignInSession,
  providers: readonly string[],
) {
  return SignInPageBlueprint.make({
    params: {
      loader: async () => {
        const { identity } = session;
        if (identity) {
          return ({ onSignInSuccess }: SignInPageProps) => {
            useEffect(() => onSignInSuccess(identity), [onSignInSuccess]);
            return null;
          };
        }
        const { PortalSignIn } = await import("./signIn.tsx");
        return ({ onSignInSuccess }: SignInPageProps) => (
          <PortalSignIn
            providers={providers}
            onSignInSuccess={(signedIn) => {
              session.start(signedIn);
              onSignInSuccess(signedIn);
            }}
          />
        );
      },
    },
  });
}
