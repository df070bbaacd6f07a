import { type Reference, parseReference } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import { versionReference } from "./versionReference.ts";

type Versioned = Extract<Reference, { kind: "npm" | "oci" }>;
const from = (text: string) => parseReference(text) as Versioned;

describe("another version of a package", () => {
  it("is a version, a range, a tag or a digest of the same one", () => {
    const npm = from("@acme/radar@1.0.0");
    expect(versionReference(npm, "2.0.0")).toBe("@acme/radar@2.0.0");
    expect(versionReference(npm, "^2.0.0")).toBe("@acme/radar@^2.0.0");
    const oci = from("oci://registry.acme.example/plugins:1.0!radar");
    const digest = `sha256:${"a".repeat(64)}`;
    expect(versionReference(oci, "2.0")).toBe(
      "oci://registry.acme.example/plugins:2.0!radar",
    );
    expect(versionReference(oci, digest)).toBe(
      `oci://registry.acme.example/plugins@${digest}!radar`,
    );
  });

  it("is none that leads to another package", () => {
    const refused = (reference: string, version: string) =>
      expect(() => versionReference(from(reference), version)).toThrow(
        expect.objectContaining({ code: "MANAGE_REFERENCE_INVALID" }),
      );
    refused("@acme/radar@1.0.0", "npm:@evil/radar@1.0.0");
    refused("radar@1.0.0", "npm:evil");
    refused("radar@1.0.0", " ");
    refused("oci://registry.acme.example/plugins:1.0!radar", "1.0!other");
    refused("oci://registry.acme.example/plugins:1.0", "1.0!other");
  });
});
