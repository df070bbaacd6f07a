import { describe, expect, it } from "vitest";
import type { ConfigOrigin } from "@flyloft/installer";
import { judgeConfig } from "./judgeConfig.ts";
import type { PackageSchema, PluginSchemas } from "./PackageSchema.ts";

type Schema = Record<string, unknown>;

const object = (properties: Schema, more: Schema = {}): Schema => ({
  type: "object",
  properties,
  ...more,
});
const seen = { type: "string", visibility: "frontend" };
const secret = { type: "string", visibility: "secret" };

const HOST: PackageSchema = {
  packageName: "@acme/host",
  path: "config.schema.json",
  value: object({
    app: object({ title: seen, note: { type: "string" } }),
    backend: object({
      baseUrl: seen,
      database: object({
        connection: {
          anyOf: [
            { type: "string", visibility: "secret" },
            object({ password: secret }, { additionalProperties: true }),
          ],
        },
      }),
    }),
    catalog: object({ hidden: { type: "string" } }),
  }) as never,
};

function brings(
  plugin: string,
  value: Schema,
  pluginId = plugin,
): PluginSchemas {
  return {
    plugin,
    pluginId,
    problem: undefined,
    schemas: [
      { packageName: plugin, path: "config.d.ts", value: value as never },
    ],
  };
}

function judge(
  config: unknown,
  plugins: readonly PluginSchemas[],
  origins: readonly ConfigOrigin[] = [],
) {
  return judgeConfig({
    config,
    host: [HOST],
    plugins,
    origins,
    names: new Map(
      plugins.map(({ plugin, pluginId }) => [plugin, { plugin, pluginId }]),
    ),
    findPlace: async () => ({ file: "app-config.yaml", line: 7 }),
  });
}

const CONFIG = {
  app: { title: "Acme", note: "internal" },
  backend: {
    baseUrl: "http://x",
    database: {
      connection: { password: "hunter22", ssl: { ca: "certificate" } },
    },
  },
  catalog: { hidden: "yes" },
  radar: {
    url: "http://radar",
    token: "t0ps3cret",
    rings: [{ name: "adopt", key: "k3ysecret" }],
    tags: ["a", "b"],
  },
};

const RADAR = object({
  radar: object({
    url: seen,
    token: secret,
    rings: { type: "array", items: object({ name: seen, key: secret }) },
    tags: { type: "array", items: { type: "string" }, visibility: "frontend" },
  }),
});

describe("what browsers may see", () => {
  it("is what the portal and each plugin show of their own", async () => {
    const { frontend, secrets, warnings } = await judge(CONFIG, [
      brings("radar", RADAR),
    ]);
    expect(frontend).toEqual({
      app: { title: "Acme" },
      backend: { baseUrl: "http://x" },
      radar: {
        url: "http://radar",
        rings: [{ name: "adopt" }],
        tags: ["a", "b"],
      },
    });
    expect(secrets).toEqual(["hunter22", "t0ps3cret", "k3ysecret"]);
    expect(warnings["radar"]).toEqual([]);
  });

  const greedy: [string, Schema][] = [
    [
      "a password of the portal",
      object({
        backend: object({
          database: object({ connection: object({ password: seen }) }),
        }),
      }),
    ],
    [
      "a section of the portal, with all that is in it",
      object({ backend: { type: "object", deepVisibility: "frontend" } }),
    ],
    ["everything", { type: "object", deepVisibility: "frontend" }],
    [
      "what the portal's schema knows nothing of",
      object({
        backend: object({
          database: object({
            connection: object({ ssl: object({ ca: seen }) }),
          }),
        }),
      }),
    ],
    ["another plugin's secret", object({ radar: object({ token: seen }) })],
    [
      "another plugin's section",
      object({ radar: { type: "object", deepVisibility: "frontend" } }),
    ],
    [
      "what the portal keeps to itself",
      object({ catalog: object({ hidden: seen }) }),
    ],
    [
      "anything by a pattern",
      {
        type: "object",
        patternProperties: {
          ".*": { type: "object", deepVisibility: "frontend" },
        },
      },
    ],
    [
      "another plugin's secret behind a reference",
      {
        ...object({ radar: { $ref: "#/definitions/all" } }),
        definitions: {
          all: { anyOf: [{ type: "object", deepVisibility: "frontend" }] },
        },
      },
    ],
  ];
  it.each(greedy)(
    "is never %s, whatever another package's schema says",
    async (_title, value) => {
      const alone = await judge(CONFIG, [brings("radar", RADAR)]);
      const { frontend, secrets, warnings } = await judge(CONFIG, [
        brings("radar", RADAR),
        brings("greedy", value),
      ]);
      expect(frontend).toEqual(alone.frontend);
      expect(secrets).toEqual(alone.secrets);
      expect(warnings["greedy"]?.map(({ code }) => code)).toContain(
        "COMPOSE_SCHEMA_OVERREACH",
      );
    },
  );

  it("is nothing that another plugin's entry set, where that plugin has no schema", async () => {
    const origins = [
      {
        key: "vault.token",
        written: "x",
        plugin: "vault",
        place: { file: "app-config.yaml" },
      },
    ];
    const plugins = [
      brings("vault", {}),
      brings("greedy", object({ vault: object({ token: seen }) })),
    ];
    const { frontend } = await judge(
      { vault: { token: "t0ps3cret" } },
      plugins,
      origins,
    );
    expect(frontend).toEqual({});
  });

  it("is also what the frontend shows that its backend only uses", async () => {
    const backend = brings(
      "radar-backend",
      object({ radar: object({ url: { type: "string" } }) }),
      "radar",
    );
    const page = brings(
      "radar-page",
      object({ radar: object({ url: seen }) }),
      "radar",
    );
    const { frontend } = await judge({ radar: { url: "http://radar" } }, [
      backend,
      page,
    ]);
    expect(frontend).toEqual({ radar: { url: "http://radar" } });
  });
});

describe("a plugin's configuration", () => {
  const schema = object({
    radar: object(
      {
        url: { type: "string" },
        size: { type: "number" },
        mode: { enum: ["fast", "slow"] },
        source: {
          anyOf: [
            { type: "string" },
            object({ file: { type: "string" } }, { required: ["file"] }),
          ],
        },
      },
      { required: ["url"], additionalProperties: false },
    ),
  });
  const refusal = async (radar: unknown) =>
    (await judge({ radar }, [brings("radar", schema)])).refusals["radar"];

  it("is accepted where it fits, with texts of variables as numbers", async () => {
    expect(
      await refusal({ url: "http://x", size: "3", source: { file: "a" } }),
    ).toBeUndefined();
    expect(await refusal(undefined)).toBeUndefined();
  });

  it("is refused with the key, what it must be, and where it was set", async () => {
    expect(await refusal({ url: "http://x", size: "many" })).toMatchObject({
      code: "COMPOSE_CONFIG_INVALID",
      message:
        "radar can't use its configuration: `radar.size` must be a number, but it is a string (app-config.yaml:7).",
      hint: expect.stringContaining("flyloft config:docs radar"),
      place: { file: "app-config.yaml", line: 7, key: "radar.size" },
    });
    expect((await refusal({ url: "u", mode: "other" }))?.message).toContain(
      '`radar.mode` must be "fast" or "slow"',
    );
    expect((await refusal({ url: "u", source: ["x"] }))?.message).toContain(
      "`radar.source` must be a string or an object, but it is a list",
    );
    expect((await refusal({ url: "u", source: {} }))?.message).toContain(
      "needs `radar.source.file`",
    );
    expect((await refusal({ size: 3 }))?.message).toBe(
      "radar needs `radar.url`, which is missing (app-config.yaml:7).",
    );
  });

  it("only warns of what nobody configured yet", async () => {
    const needy = {
      ...object({
        radar: object({ url: seen }),
        app: object({ radarUrl: seen }, { required: ["radarUrl"] }),
      }),
      required: ["radar"],
    };
    const { refusals, warnings } = await judge({ app: { title: "x" } }, [
      brings("radar", needy),
    ]);
    expect(refusals).toEqual({});
    expect(warnings["radar"]?.map(({ code }) => code)).toEqual([
      "COMPOSE_CONFIG_INCOMPLETE",
    ]);
  });

  it("names both plugins that want different things of one key", async () => {
    const text = brings(
      "text",
      object({ radar: object({ url: { type: "string" } }) }),
    );
    const list = brings(
      "list",
      object({ radar: object({ url: { type: "array" } }) }),
    );
    const { refusals } = await judge({ radar: { url: ["x"] } }, [text, list]);
    expect(refusals["text"]).toMatchObject({
      message: expect.stringContaining("`radar.url` must be a string"),
      hint: expect.stringContaining("list uses `radar.url` too"),
    });
    expect(refusals["list"]).toBeUndefined();
  });

  it("isn't checked by a schema that is none, and the others still are", async () => {
    const plugins = [
      brings("broken", { type: "nothing" }),
      brings("radar", schema),
    ];
    const { refusals, warnings } = await judge(
      { radar: { url: 1.5, size: "x" } },
      plugins,
    );
    expect(warnings["broken"]?.map(({ code }) => code)).toEqual([
      "COMPOSE_SCHEMA_UNUSABLE",
    ]);
    expect(refusals["radar"]?.code).toBe("COMPOSE_CONFIG_INVALID");
  });

  it("is checked by patterns of its plugin", async () => {
    const { refusals } = await judge({ radar: { url: "http://x" } }, [
      brings(
        "radar",
        object({ radar: object({ url: { type: "string", pattern: "^b" } }) }),
      ),
    ]);
    expect(refusals["radar"]?.code).toBe("COMPOSE_CONFIG_INVALID");
  });

  const endless: [string, Schema][] = [
    [
      "pattern",
      object({
        radar: object({ url: { type: "string", pattern: "^(a+)+$" } }),
      }),
    ],
    [
      "reference",
      {
        $ref: "#/definitions/0",
        definitions: Object.fromEntries(
          Array.from({ length: 40 }, (_, level) => {
            const next = { $ref: `#/definitions/${level + 1}` };
            return [level, level < 39 ? { allOf: [next, next] } : {}];
          }),
        ),
      },
    ],
  ];
  it.each(endless)(
    "isn't checked by a %s that comes to no end, and the portal goes on",
    async (_title, value) => {
      const config = { radar: { url: `${"a".repeat(40)}!` } };
      const { refusals, warnings } = await judge(config, [
        brings("radar", value),
      ]);
      expect(refusals).toEqual({});
      expect(warnings["radar"]?.map(({ code }) => code)).toEqual([
        "COMPOSE_SCHEMA_UNUSABLE",
      ]);
    },
  );
});
