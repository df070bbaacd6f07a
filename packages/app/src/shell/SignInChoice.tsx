import {
  SignInPage,
  type SignInProviderConfig,
} from "@backstage/core-components";
import {
  type ApiRef,
  atlassianAuthApiRef,
  bitbucketAuthApiRef,
  githubAuthApiRef,
  gitlabAuthApiRef,
  googleAuthApiRef,
  microsoftAuthApiRef,
  oktaAuthApiRef,
  oneloginAuthApiRef,
  openshiftAuthApiRef,
} from "@backstage/frontend-plugin-api";
import type {
  BackstageIdentityApi,
  ProfileInfoApi,
  SessionApi,
} from "@backstage/frontend-plugin-api";
import type { SignInPageProps } from "@backstage/plugin-app-react";
import type { PopupProvider } from "./popupProviders.ts";

type SignInApi = ProfileInfoApi & BackstageIdentityApi & SessionApi;

interface Choice {
  readonly title: string;
  readonly apiRef: ApiRef<SignInApi>;
}

const CHOICES: Readonly<Record<PopupProvider, Choice>> = {
  atlassian: { title: "Atlassian", apiRef: atlassianAuthApiRef },
  bitbucket: { title: "Bitbucket", apiRef: bitbucketAuthApiRef },
  github: { title: "GitHub", apiRef: githubAuthApiRef },
  gitlab: { title: "GitLab", apiRef: gitlabAuthApiRef },
  google: { title: "Google", apiRef: googleAuthApiRef },
  microsoft: { title: "Microsoft", apiRef: microsoftAuthApiRef },
  okta: { title: "Okta", apiRef: oktaAuthApiRef },
  onelogin: { title: "OneLogin", apiRef: oneloginAuthApiRef },
  openshift: { title: "OpenShift", apiRef: openshiftAuthApiRef },
};

export interface SignInChoiceProps extends SignInPageProps {
  readonly providers: readonly ("guest" | PopupProvider)[];
}

/** A page with a button for each provider. */
export function SignInChoice({
  providers,
  onSignInSuccess,
}: SignInChoiceProps) {
  const configs = providers.map((id): "guest" | SignInProviderConfig => {
    if (id === "guest") return id;
    const { title, apiRef } = CHOICES[id];
    return { id, title, message: `Sign in with ${title}`, apiRef };
  });
  return (
    <SignInPage
      title="Sign in"
      align="center"
      providers={configs}
      onSignInSuccess={onSignInSuccess}
    />
  );
}
