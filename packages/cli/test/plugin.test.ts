import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type TempFolder,
  makeTempFolder,
} from "../../../scripts/services/makeTempFolder.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import { runCommand } from "./runCommand.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

describe("a publisher at a terminal", () => {
  let folder: TempFolder;
  let registry: OciRegistryService;
  let npm: VerdaccioService;

  beforeAll(async () => {
    folder = makeTempFolder("publisher-cli");
    const modules = path.join(ROOT, "node_modules");
    symlinkSync(modules, path.join(folder.path, "node_modules"));
    [registry, npm] = await Promise.all([startOciRegistry(), startVerdaccio()]);
    writeFileSync(path.join(folder.path, ".npmrc"), npm.npmrc());
  });
  afterAll(async () => {
    await Promise.all([registry.stop(), npm.stop()]);
    folder.remove();
  });

  const flyloft = (line: string) =>
    runCommand(folder.path, "plugin", ...line.split(" "));
  const PACKAGES = "radar/radar radar/radar-backend";

  it("goes from nothing to a plugin in both registries", async () => {
    const created = await flyloft("create @acme/radar");
    expect(created).toMatchObject({ code: 0, stderr: "" });
    expect(created.stdout).toContain(
      "Created @acme/plugin-radar and @acme/plugin-radar-backend in radar/",
    );
    const built = await flyloft(`build ${PACKAGES}`);
    expect(built.stderr).toBe("");
    expect(built.stdout).toMatch(/^@acme\/plugin-radar: frontend in [\d.]+ s/);
    const valid = await flyloft(`validate ${PACKAGES} --json`);
    expect(JSON.parse(valid.stdout)).toMatchObject({
      isValid: true,
      items: [{ findings: [] }, { findings: [] }],
    });

    const packed = await flyloft(`pack ${PACKAGES} --format oci --out out`);
    expect(packed.stdout).toMatch(/^out\/acme-plugin-radar-0\.1\.0\.oci /);
    const target = `oci://${registry.host}/plugins/radar`;
    const pushed = await flyloft(`push ${target} ${PACKAGES}`);
    const [, digest = ""] = /digest +(\S+)/.exec(pushed.stdout) ?? [];
    expect(packed.stdout).toContain(digest);
    expect(pushed.stdout).toContain(
      `install ${target}:0.1.0@${digest}!acme-plugin-radar-backend`,
    );
    const again = await flyloft(
      `push ${target} out/acme-plugin-radar-0.1.0.oci --tag stable`,
    );
    expect(again.stdout).toContain("0 B sent, 3 of 3 blobs were there");

    const inspected = await flyloft(`inspect ${target}:stable`);
    expect(inspected.stdout).toContain(digest);
    expect(inspected.stdout).toMatch(
      /setting +radar\.greeting \(string, backend\) What its greeting begins with\./,
    );

    const dry = await flyloft(`publish ${PACKAGES} --dry-run`);
    expect(dry.stdout).toContain(
      `Would publish @acme/plugin-radar@0.1.0 as 'latest' to ${npm.url}/`,
    );
    const published = await flyloft(`publish ${PACKAGES} --json`);
    expect(JSON.parse(published.stdout)).toMatchObject({
      items: [{ isSent: true }, { isSent: true }],
    });
    const npmInspected = await flyloft("inspect @acme/plugin-radar-backend");
    expect(npmInspected.stdout).toMatch(/^@acme\/plugin-radar-backend@0\.1\.0/);
  });

  it("is told every mistake, with file and line", async () => {
    await flyloft("create broken --template backend");
    const file = path.join(folder.path, "broken-backend/package.json");
    const text = readFileSync(file, "utf8")
      .replace('"0.1.0"', '"1"')
      .replace('"backend-plugin"', '"backend-plug"');
    writeFileSync(file, text);
    const { code, stdout } = await flyloft("validate broken-backend");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "broken-backend/package.json:3: PUBLISH_VERSION_INVALID",
    );
    expect(stdout).toContain(
      "broken-backend/package.json:11: PUBLISH_ROLE_INVALID",
    );
    const packing = await flyloft("pack broken-backend --json");
    expect(packing.code).toBe(1);
    expect(JSON.parse(packing.stdout)).toMatchObject({
      error: { code: "PUBLISH_INVALID" },
    });
  });

  it.each([
    ["create Radar", 3, "PUBLISH_NAME_INVALID"],
    ["push radar", 3, "PUBLISH_REFERENCE_INVALID"],
    ["build nowhere", 1, "PUBLISH_MANIFEST_UNREADABLE"],
    ["publish --tag a --tag b", 2, "one --tag"],
    ["pack --format rar", 2, "--format takes npm, zip, oci"],
  ])("may be refused: %s", async (line, code, said) => {
    const run = await flyloft(line);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(said);
  });
});
