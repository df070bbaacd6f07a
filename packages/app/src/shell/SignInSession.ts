import type { IdentityApi } from "@backstage/frontend-plugin-api";

/** Who is signed in, kept while the app around it is built again. */
export class SignInSession {
  #identity: IdentityApi | undefined;
  readonly #signedIn = Promise.withResolvers<IdentityApi>();
  /** The user's entity reference, once somebody signed in. */
  readonly user: Promise<string> = this.#signedIn.promise.then(
    async (identity) => (await identity.getBackstageIdentity()).userEntityRef,
  );

  get identity(): IdentityApi | undefined {
    return this.#identity;
  }

  /** Keeps the identity until it signs out. */
  start(identity: IdentityApi): void {
    this.#identity = identity;
    this.#signedIn.resolve(identity);
  }
}
