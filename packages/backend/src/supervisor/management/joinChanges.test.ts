import type { PlannedChange } from "@flyloft/management";
import { expect, it } from "vitest";
import { joinChanges } from "./joinChanges.ts";

const none = { fetches: false, warnings: [], notes: [] };

const added = (reference: string, name?: string): PlannedChange => ({
  ...none,
  reference,
  action: "add",
  fetches: true,
  after: { ...(name && { name }), version: "2.0.0" },
});

const removed = (reference: string, name: string): PlannedChange => ({
  ...none,
  reference,
  action: "remove",
  before: { name, version: "1.0.0" },
});

it("makes one change of a version that goes and one that comes", () => {
  const subject = { reference: "radar@2", name: "radar" };
  const changes = [
    added("radar@2", "radar"),
    added("radar-node@2", "radar-node"),
    removed("radar@1", "radar"),
    removed("other", "other"),
  ];
  expect(joinChanges(changes, subject)).toMatchObject([
    {
      reference: "radar@2",
      action: "change",
      fetches: true,
      before: { version: "1.0.0" },
      after: { version: "2.0.0" },
    },
    { reference: "radar-node@2", action: "add" },
    { reference: "other", action: "remove" },
  ]);
});

it("knows whose a reference is that tells no name", () => {
  const oci = (tag: string) => `oci://registry.acme.example/radar:${tag}`;
  const changes = [added(oci("2")), removed(oci("1"), "radar")];
  const subject = { reference: oci("2"), name: "radar" };
  expect(joinChanges(changes, subject)).toMatchObject([
    {
      action: "change",
      before: { name: "radar" },
      after: { name: "radar", version: "2.0.0" },
    },
  ]);
});

it("leaves everything else as it is", () => {
  const changes = [removed("radar", "radar")];
  const subject = { reference: undefined, name: "radar" };
  expect(joinChanges(changes, subject)).toEqual(changes);
});
