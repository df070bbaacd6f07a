/** On its own, so that it comes without the rest of the library. */
export { ProxiedSignInPage as ProxiedSignIn } from "@backstage/core-components";
