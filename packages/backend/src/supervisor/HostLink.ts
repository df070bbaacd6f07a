/** What proves who signed a plugin's calls to others. */
export interface PublicKey {
  readonly keyId: string;
  /** PEM, of a P-256 key. */
  readonly publicKeyFile: string;
}

/** Where a backend process finds the host process of isolated packages. */
export interface HostLink {
  /** Unique within the generation: the plugin's id, or the package's name where the package doesn't tell. */
  readonly id: string;
  /** Names of the packages that run there. */
  readonly packages: readonly string[];
  /** Unix socket. It stays the same over restarts of the host. */
  readonly socketPath: string;
  /** At most so many requests under way; more are answered with 503. */
  readonly concurrency: number;
  /**
   * Told in its place, so that others can check its calls while it still starts. Undefined where its keys are in the
   * database.
   */
  readonly publicKey: PublicKey | undefined;
}
