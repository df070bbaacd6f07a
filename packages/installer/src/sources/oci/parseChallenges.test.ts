import { describe, expect, it } from "vitest";
import { parseChallenges } from "./parseChallenges.ts";

describe("parseChallenges", () => {
  it("keeps commas inside quotes with their value", () => {
    expect(
      parseChallenges(
        'Bearer realm="https://a.example/token",service="registry, main",scope="repository:a/b:pull,push"',
      ),
    ).toEqual([
      {
        scheme: "bearer",
        parameters: {
          realm: "https://a.example/token",
          service: "registry, main",
          scope: "repository:a/b:pull,push",
        },
      },
    ]);
  });

  it("reads several challenges of one header", () => {
    const challenges = parseChallenges(
      'Negotiate, Basic realm="a" , Bearer realm="https://b/",error=invalid_token',
    );
    expect(challenges.map(({ scheme }) => scheme)).toEqual([
      "negotiate",
      "basic",
      "bearer",
    ]);
    expect(challenges[2]?.parameters).toEqual({
      realm: "https://b/",
      error: "invalid_token",
    });
  });

  it("reads escaped quotes and names in any case", () => {
    expect(parseChallenges('BASIC Realm = "a \\"b\\" c"')).toEqual([
      { scheme: "basic", parameters: { realm: 'a "b" c' } },
    ]);
  });

  it.each(["", "   ", ",,,", '"Bearer"', "=x"])(
    "finds none in %j",
    (header) => {
      expect(parseChallenges(header)).toEqual([]);
    },
  );

  it("stops at an unclosed quote instead of guessing", () => {
    expect(parseChallenges('Bearer realm="https://a')).toEqual([
      { scheme: "bearer", parameters: {} },
    ]);
  });
});
