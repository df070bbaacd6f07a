/** https://github.com/npm/cli/tree/latest/workspaces/libnpmpublish: npm's own, which comes without types. */
declare module "libnpmpublish" {
  export interface PublishOptions {
    readonly registry: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly defaultTag: string;
    readonly access?: "public" | "restricted";
    readonly ca?: string;
    readonly strictSSL?: boolean;
    readonly fetchRetries?: number;
  }

  export function publish(
    manifest: Readonly<Record<string, unknown>>,
    tarball: Buffer,
    options: PublishOptions,
  ): Promise<unknown>;
}
