import { describe, expect, it } from "vitest";
import { parseReference } from "./reference.ts";

describe("parseReference", () => {
  it.each([
    ["./dynamic-plugins/home", "folder", "./dynamic-plugins/home"],
    ["/opt/plugins/a", "folder", "/opt/plugins/a"],
    ["file:../a", "folder", "../a"],
    ["./a-1.0.0.tgz", "archive", "./a-1.0.0.tgz"],
    ["./a.tar.gz", "archive", "./a.tar.gz"],
    ["~/plugins/a.zip", "archive", "~/plugins/a.zip"],
  ])("takes %s as a %s", (text, kind, path) => {
    expect(parseReference(text)).toEqual({ kind, path });
  });

  it.each([
    ["left-pad", "left-pad", "latest"],
    ["@scope/name", "@scope/name", "latest"],
    ["@scope/name@1.2.3", "@scope/name", "1.2.3"],
    ["name@^1.2", "name", "^1.2"],
    ["name@>=1 <3", "name", ">=1 <3"],
    ["name@next", "name", "next"],
    ["alias@npm:@scope/name@2", "@scope/name", "2"],
    ["@my/alias@npm:name@2", "name", "2"],
    ["npm:@scope/name@1.0.0", "@scope/name", "1.0.0"],
  ])("takes %s as an npm package", (text, name, spec) => {
    expect(parseReference(text)).toEqual({ kind: "npm", name, spec });
  });

  const digest = `sha256:${"a".repeat(64)}`;
  it.each([
    [
      "oci://localhost:5000/a/b:1.0",
      { tag: "1.0", digest: undefined, path: undefined },
    ],
    [
      "oci://localhost:5000/a/b",
      { tag: "latest", digest: undefined, path: undefined },
    ],
    [
      `oci://localhost:5000/a/b@${digest}`,
      { tag: undefined, digest, path: undefined },
    ],
    [
      `oci://localhost:5000/a/b:1@${digest}!x/y`,
      { tag: "1", digest, path: "x/y" },
    ],
    [
      "oci://localhost:5000/a/b:1!plugin-one",
      { tag: "1", digest: undefined, path: "plugin-one" },
    ],
  ])("takes %s as an OCI artifact", (text, rest) => {
    expect(parseReference(text)).toEqual({
      kind: "oci",
      registry: "localhost:5000",
      repository: "a/b",
      ...rest,
    });
  });

  it("takes an https tarball as a URL", () => {
    const url = "https://example.org/a.tgz";
    expect(parseReference(url)).toEqual({ kind: "url", url });
  });

  it.each([
    "",
    "oci://",
    "oci://localhost:5000",
    "oci://localhost:5000/A/B:1",
    "oci://localhost:5000/a:b:c",
    "oci://localhost:5000/a@sha256:short",
    "oci://localhost:5000/a/../b",
    "http://",
    "name@",
    "na me",
    "@scope",
    "file:",
    "git+ssh://git@host/a.git",
  ])("refuses %j", (text) => {
    expect(parseReference(text)).toBeUndefined();
  });
});
