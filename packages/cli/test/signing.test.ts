import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import { buildPlugin } from "../../publisher/src/index.ts";
import { PluginWorkshop } from "../../publisher/test/PluginWorkshop.ts";
import { COMMAND } from "./runCommand.ts";

const run = promisify(execFile);
const PASSWORD = "correct horse battery staple";

let shop: PluginWorkshop;
let registry: OciRegistryService;
let folder: string;

beforeAll(async () => {
  shop = new PluginWorkshop();
  registry = await startOciRegistry();
  [folder = ""] = await shop.create("backend");
  await buildPlugin(folder);
  writeFileSync(
    shop.at("app-config.yaml"),
    `dynamicPlugins:
  signatures:
    rules:
      - source: oci
        mode: require
        signers: [{ keys: ./flyloft.pub }]
`,
  );
});
afterAll(async () => {
  await registry.stop();
  shop.remove();
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In the publisher's folder, without a terminal. */
const flyloft = (
  args: readonly string[],
  password: string | undefined = PASSWORD,
): Promise<Ended> =>
  run(process.execPath, [...COMMAND, "plugin", ...args], {
    cwd: shop.dir,
    env: { HOME: shop.dir, FLYLOFT_KEY_PASSWORD: password },
  }).then(
    (output) => ({ code: 0, ...output }),
    (error: unknown) => error as Ended,
  );

describe("signing from the command line", () => {
  it("goes from no key to a version that a portal's rules believe", async () => {
    const target = `oci://${registry.host}/plugins/radar:0.1.0`;
    const made = await flyloft(["keygen"]);
    expect(made).toMatchObject({ code: 0, stderr: "" });
    await flyloft(["push", target, folder]);
    const verify = ["verify", target, "--config", "app-config.yaml"];
    const before = await flyloft(verify);
    expect(before.code).toBe(1);
    expect(before.stdout).toContain("VERIFY_SIGNATURE_MISSING");
    const signed = await flyloft(["sign", target, "--key", "flyloft.key"]);
    expect(signed.code).toBe(0);
    expect(signed.stderr).toMatch(
      /^Signing 127\.0\.0\.1:\d+\/plugins\/radar@sha256:\w+: @acme\/plugin-radar-backend@0\.1\.0\n$/,
    );
    const after = await flyloft(verify);
    expect(after).toMatchObject({ code: 0, stderr: "" });
    const [, key = "none"] = /(sha256:\w+)/.exec(made.stdout) ?? [];
    expect(after.stdout).toContain(`signed by the key ${key}`);
    const told = await flyloft(["verify", target]);
    expect(told.code).toBe(0);
    expect(told.stdout).toContain("Nobody was judged");
    const json = await flyloft([
      "verify",
      target,
      "--key",
      "flyloft.pub",
      "--json",
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      asked: "signers",
      isVerified: true,
      packages: [
        { name: "@acme/plugin-radar-backend", signer: { kind: "key" } },
      ],
    });
  });

  it("signs what it pushes", async () => {
    const target = `oci://${registry.host}/plugins/at-once:0.1.0`;
    const key = ["--sign-key", "flyloft.key"];
    const pushed = await flyloft(["push", target, folder, ...key]);
    expect(pushed.stdout).toContain("signed with flyloft.key");
    const verified = await flyloft(["verify", target, "--key", "flyloft.pub"]);
    expect(verified.code).toBe(0);
  });

  it("tells codes and what to do, and ends with 1 or 2", async () => {
    const target = `oci://${registry.host}/plugins/radar:0.1.0`;
    const sign = ["sign", target, "--key", "flyloft.key"];
    const cases = [
      [flyloft(["keygen"]), 1, "PUBLISH_KEY_EXISTS"],
      [flyloft(sign, "wrong"), 1, "PUBLISH_PASSWORD_WRONG"],
      [flyloft(["sign", target]), 1, "PUBLISH_IDENTITY_MISSING"],
      [
        flyloft(["verify", target, "--issuer", "https://issuer.example"]),
        1,
        "PUBLISH_SIGNER_INVALID",
      ],
      [
        flyloft(["verify", target, "--key", "a", "--config", "b"]),
        2,
        "leave out the other options",
      ],
    ] as const;
    for (const [ending, code, text] of cases) {
      const ended = await ending;
      expect(ended.code).toBe(code);
      expect(ended.stderr).toContain(text);
    }
  });
});
