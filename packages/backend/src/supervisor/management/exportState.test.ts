import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exportState } from "./exportState.ts";

describe("what administrators changed, as YAML", () => {
  it("holds variables for secrets, and nothing else that a file would take for one", () => {
    const settings = {
      radar: {
        title: "costs ${HOME} and $${HOME}",
        token: { $setting: "9f" },
      },
    };
    const row = { key: "npm:@acme/radar", name: "@acme/radar", settings };
    const yaml = exportState({ rows: [row], secrets: { "setting:9f": "s" } });
    const { dynamicPlugins } = parse(yaml) as {
      dynamicPlugins: { plugins: object[] };
    };
    expect(dynamicPlugins.plugins).toEqual([
      {
        package: "@acme/radar",
        pluginConfig: {
          radar: {
            title: "costs $${HOME} and $$${HOME}",
            token: "${RADAR_TOKEN}",
          },
        },
      },
    ]);
  });

  it("holds no credentials of a URL", () => {
    const reference = "https://me:s3cr3t@files.acme.example/radar.tgz";
    const row = { key: reference, name: "@acme/radar", reference };
    expect(exportState({ rows: [row], secrets: {} })).not.toContain("s3cr3t");
  });
});
