import { expect, it } from "vitest";
import { createConfig } from "./createConfig.ts";

it("moves the portal's URLs to the origin that the browser uses and keeps their paths", () => {
  const config = createConfig(
    {
      app: { title: "Acme", baseUrl: "http://internal:7007/portal/" },
      backend: { baseUrl: "http://internal:7007" },
    },
    "https://portal.example.com",
  );
  expect(config.getString("app.baseUrl")).toBe(
    "https://portal.example.com/portal",
  );
  expect(config.getString("backend.baseUrl")).toBe(
    "https://portal.example.com",
  );
  expect(config.getString("app.title")).toBe("Acme");
});
