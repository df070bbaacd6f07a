import type { ErrorReport } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import { PortalLogger } from "./compose/PortalLogger.ts";
import type { GenerationPlugin } from "./supervisor/Generation.ts";
import { createStrayReporter } from "./watchStrayErrors.ts";

describe("an error that nobody catches", () => {
  it("is put on the report of the plugin whose file comes first", () => {
    const { report, warnings, lines } = setUp();
    report("Unhandled rejection", thrownIn("/store/b", "/store/a"));
    expect(warnings).toMatchObject([
      ["@acme/b", { code: "SERVE_STRAY_ERROR" }],
    ]);
    expect(lines[0]).toMatchObject({
      plugin: "b",
      package: "@acme/b",
      generation: 3,
    });
  });

  it("is logged every time, and a warning once per message and at most ten", () => {
    const { report, warnings, lines } = setUp();
    for (let i = 0; i < 30; i++) {
      report("Unhandled rejection", thrownIn("/store/a"));
    }
    expect(warnings).toHaveLength(1);
    for (let i = 0; i < 30; i++) {
      report("Unhandled rejection", thrownIn("/store/a", "", `no ${i}`));
    }
    expect(warnings).toHaveLength(10);
    expect(lines).toHaveLength(60);
  });

  it("is nobody's where no plugin is in the stack", () => {
    const { report, warnings, lines } = setUp();
    report("Uncaught exception", "a string");
    expect(warnings).toEqual([]);
    expect(lines[0]).toMatchObject({ plugin: "portal" });
  });
});

function setUp() {
  const warnings: [string, ErrorReport][] = [];
  const lines: unknown[] = [];
  const logger = new PortalLogger(
    {
      level: "info",
      format: "json",
      write: (line) => lines.push(JSON.parse(line)),
      secrets: new Set(),
    },
    { generation: 3 },
  );
  const plugins = ["a", "b"].map(
    (id) =>
      ({
        dir: `/store/${id}`,
        report: { name: `@acme/${id}`, pluginId: id },
      }) as GenerationPlugin,
  );
  const report = createStrayReporter(plugins, {
    logger,
    warn: (name, warning) => warnings.push([name, warning]),
  });
  return { report, warnings, lines };
}

function thrownIn(first: string, second = "", message = "no"): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}\n at f (${first}/index.js:1:1)\n at g (${second}/index.js:1:1)`;
  return error;
}
