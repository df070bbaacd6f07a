import { describe, expect, it } from "vitest";
import { PortalLogger } from "./PortalLogger.ts";

describe("a JSON line", () => {
  it("has what the logger knows, and no call can change that", () => {
    const { logger, lines } = setUp("json");
    const plugin = logger.child({ plugin: "todo", package: "@acme/todo" });
    plugin.warn("Careful", {
      plugin: "catalog",
      level: "info",
      timestamp: "0",
      count: 2,
    });
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-/) as string,
      level: "warn",
      generation: 3,
      plugin: "todo",
      package: "@acme/todo",
      count: 2,
      message: "Careful",
    });
  });

  it("is written also where JSON can't hold what is logged", () => {
    const { logger, lines } = setUp("json");
    const cycle: Record<string, unknown> = { big: 1n };
    cycle["self"] = cycle;
    logger.info("Odd", cycle);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ message: "Odd" });
  });
});

describe("a line for people", () => {
  it("names the plugin, and not the generation", () => {
    const { logger, lines } = setUp("text");
    logger.child({ plugin: "todo", package: "@acme/todo" }).info("Ready");
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}todo +Ready\n$/);
  });

  it("holds no secret", () => {
    const { logger, lines } = setUp("text");
    logger.info("The password is hunter22hunter22");
    expect(lines[0]).not.toContain("hunter22");
  });
});

function setUp(format: "json" | "text") {
  const lines: string[] = [];
  const logger = new PortalLogger(
    {
      level: "info",
      format,
      write: (line) => lines.push(line),
      secrets: new Set(["hunter22hunter22"]),
    },
    { generation: 3 },
  );
  return { logger, lines };
}
