import type { ConfigApi } from "@backstage/frontend-plugin-api";

export interface HeaderLink {
  readonly title: string;
  /** A path of the portal, or an http or https address. */
  readonly url: string;
}

/** `header.links` from the configuration. Addresses that could run code in the page are left out. */
export function readLinks(config: ConfigApi): readonly HeaderLink[] {
  const links = config.getOptionalConfigArray("header.links") ?? [];
  return links
    .map((link) => ({
      title: link.getString("title"),
      url: link.getString("url"),
    }))
    .filter(({ url }) => /^(\/(?!\/)|https?:\/\/)/.test(url));
}
