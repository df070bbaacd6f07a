import { describe, expect, it } from "vitest";
import {
  isSameRegistry,
  namesRepository,
  repositoryName,
  signedName,
} from "./repositoryName.ts";

describe("names of repositories", () => {
  it.each([
    [
      "registry.acme.example/plugins/todo",
      "registry.acme.example/plugins/todo",
    ],
    ["registry.acme.example:5000/todo", "registry.acme.example:5000/todo"],
    [
      "registry.acme.example:5000/todo:1.0.0",
      "registry.acme.example:5000/todo",
    ],
    ["r.example/todo:1.0.0@sha256:abc", "r.example/todo"],
    ["Registry.ACME.example/todo", "registry.acme.example/todo"],
    ["index.docker.io/acme/todo", "docker.io/acme/todo"],
    ["docker.io/todo", "docker.io/library/todo"],
    ["todo", "todo"],
    ["", ""],
  ])("takes %j of a signature as %j", (text, name) => {
    expect(signedName(text)).toBe(name);
  });

  it.each([
    ["registry.acme.example/plugins/*", true],
    ["REGISTRY.acme.example/plugins/*", true],
    ["registry.acme.example/*", true],
    ["*/todo", true],
    ["*", true],
    ["registry.acme.example/plugins", false],
    ["acme.example/plugins/*", false],
    ["registry.acme.example:443/plugins/*", false],
  ])("fits the pattern %j: %s", (pattern, fits) => {
    const name = repositoryName("registry.acme.example", "plugins/todo");
    expect(namesRepository(name, pattern)).toBe(fits);
  });

  it("has one name for Docker Hub", () => {
    const name = repositoryName("registry-1.docker.io", "acme/todo");
    for (const host of ["docker.io", "index.docker.io"]) {
      expect(namesRepository(name, `${host}/acme/*`)).toBe(true);
      expect(isSameRegistry(host, "registry-1.docker.io")).toBe(true);
    }
    expect(isSameRegistry("docker.io", "r.example")).toBe(false);
  });
});
