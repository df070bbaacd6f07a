import {
  SignInPageBlueprint,
  type SignInPageProps,
} from "@backstage/plugin-app-react";
import { useEffect } from "react";
import { loadSignIn } from "./loadSignIn.tsx";
import type { SignInSession } from "./SignInSession.ts";

/** The sign-in page. An app that is built again takes the identity over and asks nobody. */
export function createSignInExtension(
  session: SignInSession,
  providers: readonly string[],
) {
  // Fetched while the remotes load, not after them.
  const page = loadSignIn(providers);
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
        const SignIn = await page;
        return ({ onSignInSuccess }: SignInPageProps) => (
          <SignIn
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
