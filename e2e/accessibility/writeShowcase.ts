import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";

/** Folders of packages, one for each way that a plugin can stand. */
export interface Showcase {
  readonly radar: (version: string) => string;
  readonly disabled: string;
  readonly failed: string;
  readonly locked: string;
  /** Takes its time to start. */
  readonly slow: (id: string) => string;
}

const SETTINGS = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", description: "Who publishes it", maxLength: 40 },
    limit: { type: "integer", minimum: 1, maximum: 50, default: 20 },
    isOpen: { type: "boolean", description: "Whether everybody may vote" },
    ring: { type: "string", enum: ["adopt", "trial", "hold"] },
    token: { type: "string", visibility: "secret" },
    contact: {
      type: "object",
      properties: { email: { type: "string" }, room: { type: "string" } },
    },
    tags: { type: "array", items: { type: "string" } },
    sources: {
      type: "array",
      items: { type: "object", properties: { url: { type: "string" } } },
    },
    aliases: { type: "object", additionalProperties: { type: "string" } },
  },
};

const README = `# Radar\n\nShows where technologies stand.\n\n## Use it\n
- [ ] a list with a box\n- [a link](https://acme.example)\n\n\`\`\`yaml\nradar: { limit: 3 }\n\`\`\`\n
| ring | meaning |\n| --- | --- |\n| adopt | use it |\n\n![a picture](https://acme.example/a.png)\n\n> A quotation\n`;

export function writeShowcase(parent: string): Showcase {
  const write = (
    id: string,
    extra: object,
    { init = "", version = "1.0.0" } = {},
  ) => {
    const folder = path.join(parent, `${id}-${version}`);
    mkdirSync(folder, { recursive: true });
    const manifest = {
      name: `@acme/${id}-backend`,
      version,
      description: `What ${id} does, in one sentence`,
      author: "Acme",
      main: "index.js",
      keywords: ["backstage-plugin"],
      backstage: { role: "backend-plugin", pluginId: id },
      ...extra,
    };
    writeFileSync(
      path.join(folder, "package.json"),
      JSON.stringify(manifest, null, 2),
    );
    writeFileSync(path.join(folder, "README.md"), README);
    writeFileSync(path.join(folder, "index.js"), sourceOf(id, init));
    return folder;
  };
  const permissions = {
    required: ["kv.read"],
    optional: ["ui.sidebar", "analytics.read"],
  };
  const asking = (title: string) => ({
    flyloft: { title, category: "Data", permissions },
  });
  return {
    radar: (version) =>
      write(
        "radar",
        {
          ...asking("Radar"),
          configSchema: { type: "object", properties: { radar: SETTINGS } },
        },
        { init: "services.logger.warn('a blip is out of range');", version },
      ),
    disabled: write("ledger", asking("Ledger")),
    failed: write(
      "lantern",
      {},
      { init: "throw new Error('the lantern is broken');" },
    ),
    locked: write("vault", { flyloft: { title: "Vault", category: "Model" } }),
    slow: (id) =>
      write(id, asking(`Slow ${id}`), {
        init: "await new Promise((done) => setTimeout(done, 20_000));",
      }),
  };
}

function sourceOf(id: string, init: string): string {
  return `const api = require("@backstage/backend-plugin-api");
exports.default = api.createBackendPlugin({
  pluginId: "${id}",
  register(env) {
    env.registerInit({
      deps: { logger: api.coreServices.logger },
      async init(services) { ${init} },
    });
  },
});`;
}

/** A catalog's document with a plugin that can be installed, and one that should not be. */
export function catalogOf(reference: string): string {
  return stringify({
    plugins: [
      {
        name: "@acme/beacon-backend",
        title: "Beacon",
        description: "Tells where the ships are",
        author: "Acme",
        category: "Integration",
        keywords: ["sea"],
        homepage: "https://acme.example/beacon",
        reference,
        versions: [{ version: "1.0.0" }],
        permissions: { required: ["kv.read"], optional: ["ui.sidebar"] },
        signer: "https://acme.example/release.yaml",
      },
      {
        name: "@acme/old-backend",
        title: "Old",
        reference: "https://acme.example/old.tgz",
        versions: [{ version: "0.1.0", deprecated: "Loses data" }],
        deprecated: "Use Beacon",
      },
    ],
  });
}
