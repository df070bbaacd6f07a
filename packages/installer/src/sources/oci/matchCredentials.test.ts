import { describe, expect, it } from "vitest";
import type { DockerConfig } from "./DockerConfig.ts";
import {
  credentialKey,
  matchCredentials,
  matchHelper,
} from "./matchCredentials.ts";

function configOf(config: Partial<DockerConfig>): DockerConfig {
  return { auths: {}, credHelpers: {}, ...config };
}

function login(username: string) {
  return { auth: Buffer.from(`${username}:pw:with:colons`).toString("base64") };
}

function find(
  auths: DockerConfig["auths"],
  registry: string,
  repository = "a/b",
) {
  const found = matchCredentials(configOf({ auths }), registry, repository);
  return found?.kind === "password" ? found.username : found;
}

describe("matchCredentials", () => {
  it("splits at the first colon only", () => {
    const auths = { "r.example": login("me") };
    expect(matchCredentials(configOf({ auths }), "r.example", "a")).toEqual({
      kind: "password",
      username: "me",
      password: "pw:with:colons",
    });
  });

  it.each([
    "r.example",
    "https://r.example",
    "https://r.example/v2/",
    "http://r.example/v1/",
  ])("takes the key %s for the host", (key) =>
    expect(find({ [key]: login("me") }, "r.example")).toBe("me"),
  );

  it("prefers the longest path that the repository starts with", () => {
    const auths = {
      "r.example": login("host"),
      "r.example/team": login("team"),
      "r.example/team/one": login("one"),
    };
    expect(find(auths, "r.example", "team/one")).toBe("one");
    expect(find(auths, "r.example", "team/one-evil")).toBe("team");
    expect(find(auths, "r.example", "teams")).toBe("host");
  });

  it("does not give one host's credentials to another", () => {
    const auths = { "r.example": login("me"), "r.example:5000": login("port") };
    expect(find(auths, "r.example.evil.org")).toBeUndefined();
    expect(find(auths, "evil-r.example")).toBeUndefined();
    expect(find(auths, "r.example:5001")).toBeUndefined();
    expect(find(auths, "r.example:5000")).toBe("port");
  });

  it("knows Docker Hub by all its names", () => {
    const auths = { "https://index.docker.io/v1/": login("hub") };
    expect(find(auths, "docker.io")).toBe("hub");
    expect(find(auths, "registry-1.docker.io")).toBe("hub");
    expect(credentialKey("docker.io")).toBe("https://index.docker.io/v1/");
  });

  it("passes over entries without a secret", () => {
    const auths = { "r.example/team": {}, "r.example": login("me") };
    expect(find(auths, "r.example", "team/x")).toBe("me");
  });

  it("reads identity tokens and plain names and passwords", () => {
    expect(find({ "r.example": { identitytoken: "t" } }, "r.example")).toEqual({
      kind: "identity",
      token: "t",
    });
    expect(
      find({ "r.example": { username: "u", password: "" } }, "r.example"),
    ).toBe("u");
  });
});

describe("matchHelper", () => {
  it("prefers the registry's own helper to the general one", () => {
    const config = configOf({
      credHelpers: { "r.example": "special" },
      credsStore: "general",
    });
    expect(matchHelper(config, "r.example")).toBe("special");
    expect(matchHelper(config, "other.example")).toBe("general");
    expect(matchHelper(configOf({}), "other.example")).toBeUndefined();
  });
});
