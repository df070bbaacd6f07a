import { describe, expect, it } from "vitest";
import type { Permit } from "./access/Access.ts";
import {
  type PluginResource,
  resourceOfReference,
} from "./access/PluginResource.ts";
import { filterAnswer } from "./filterAnswer.ts";

const ME = "user:default/me";
const permit: Permit = {
  extent: "some",
  allows: ({ name, source }: PluginResource) =>
    name.startsWith("@acme/") && source !== "folder",
};

function filter(
  operation: Parameters<typeof filterAnswer>[0]["operation"],
  body: unknown,
  allowsPortal = false,
): unknown {
  const find = resourceOfReference;
  const options = { permit, find, allowsPortal: () => allowsPortal };
  return filterAnswer({ operation, actor: ME }, body, options);
}

const job = (plugin: string | undefined, actor = "user:default/other") => ({
  id: `${plugin} ${actor}`,
  actor,
  ...(plugin && { plugin }),
});

describe("an answer to somebody who may see some plugins", () => {
  it("holds the jobs of these, and what the caller did", () => {
    const mine = job("left-pad", ME);
    const acme = job("@acme/radar");
    const items = [mine, acme, job("left-pad"), job(undefined)];
    expect(filter("listJobs", { items })).toEqual({ items: [mine, acme] });
    expect(filter("getJob", job("left-pad"))).toBeUndefined();
    expect(filter("getJob", mine)).toBe(mine);
  });

  it("holds what was done with the whole portal for those who may see all of it", () => {
    const items = [job(undefined)];
    expect(filter("getAudit", { items })).toEqual({ items: [] });
    expect(filter("getAudit", { items }, true)).toEqual({ items });
  });

  it("holds of catalogs, updates and folders what is about these", () => {
    const entry = (name: string) => ({ name, reference: name, catalog: "npm" });
    const acme = entry("@acme/radar");
    const list = { total: 2, items: [acme, entry("left-pad")] };
    expect(filter("searchMarketplace", list)).toMatchObject({ items: [acme] });
    expect(filter("getMarketplaceEntry", entry("left-pad"))).toBeUndefined();
    const updates = { items: [{ plugin: "left-pad", current: "1.0.0" }] };
    expect(filter("listUpdates", updates)).toEqual({ items: [] });
    const folders = { roots: [], items: [{ path: "/a", name: "@acme/a" }] };
    expect(filter("listDirectories", folders)).toMatchObject({ items: [] });
    expect(filter("uploadArchive", { name: "left-pad" })).toBeUndefined();
  });
});
