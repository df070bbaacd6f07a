import { createApiRef } from "@backstage/frontend-plugin-api";

/** What a user says about a link. */
export interface LinkInput {
  readonly title: string;
  readonly url: string;
  /** Empty where the link belongs to no group. */
  readonly group: string;
}

export interface Link extends LinkInput {
  readonly id: string;
  /** Entity reference of the user who added it. */
  readonly createdBy: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** The team's links. Every method rejects with the server's own words where it refuses. */
export interface LinksApi {
  /** Newest first. */
  list(options?: { readonly limit?: number }): Promise<readonly Link[]>;
  add(input: LinkInput): Promise<Link>;
  change(id: string, input: LinkInput): Promise<Link>;
  remove(id: string): Promise<void>;
}

export const linksApiRef = createApiRef<LinksApi>({ id: "plugin.links.api" });
