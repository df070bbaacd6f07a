import {
  ProxiedSignInPage,
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

type SignInApi = ProfileInfoApi & BackstageIdentityApi & SessionApi;

interface Provider {
  readonly title: string;
  readonly apiRef: ApiRef<SignInApi>;
}

/** Providers that sign in through a pop-up. Any other name is a provider in front of the portal, or `guest`. */
const POPUP_PROVIDERS: Readonly<Record<string, Provider>> = {
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

export interface PortalSignInProps extends SignInPageProps {
  /** Names from `app.signIn.providers`. */
  readonly providers: readonly string[];
}

/**
 * Signs in without a question where the only provider needs none (`guest`, or one in front of the portal); else
 * offers the configured providers.
 */
export function PortalSignIn({
  providers,
  onSignInSuccess,
}: PortalSignInProps) {
  const [only = "guest", ...others] = providers;
  if (others.length === 0 && !(only in POPUP_PROVIDERS)) {
    return (
      <ProxiedSignInPage provider={only} onSignInSuccess={onSignInSuccess} />
    );
  }
  const choices = providers.flatMap(
    (id): readonly ("guest" | SignInProviderConfig)[] => {
      if (id === "guest") return ["guest"];
      const provider = POPUP_PROVIDERS[id];
      if (!provider) return [];
      const { title, apiRef } = provider;
      return [{ id, title, message: `Sign in with ${title}`, apiRef }];
    },
  );
  return (
    <SignInPage
      title="Sign in"
      align="center"
      providers={[...choices]}
      onSignInSuccess={onSignInSuccess}
    />
  );
}
