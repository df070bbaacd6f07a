import type { IdentityApi } from "@backstage/frontend-plugin-api";

/** Who is signed in, kept while the app around it is built again. */
export class SignInSession {
  #identity: IdentityApi | undefined;

  get identity(): IdentityApi | undefined {
    return this.#identity;
  }

  /** Keeps the identity until it signs out. */
  start(identity: IdentityApi): void {
    this.#identity = identity;
  }
}
