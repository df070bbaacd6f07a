import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type OciRun,
  packageJson,
  startOciRun,
  writeTree,
} from "./ociHarness.ts";

let basic: OciRegistryService;
let bearer: OciRegistryService;
let proxy: FaultyProxy;
let source: string;
let run: OciRun;

beforeAll(async () => {
  basic = await startOciRegistry({ auth: "basic" });
  bearer = await startOciRegistry({ auth: "bearer" });
  proxy = await startFaultyProxy(basic.url);
  source = await writeTree({ "package.json": packageJson("private") });
  for (const registry of [basic, bearer]) {
    for (const repository of ["team/a", "team/b"]) {
      const layers = [{ cwd: source }];
      await registry.pushArtifact({ repository, tag: "1", layers });
    }
  }
});

afterAll(async () => {
  await proxy?.stop();
  await basic?.stop();
  await bearer?.stop();
  await rm(source, { recursive: true });
});

afterEach(() => run.close());

function login(user: { name: string; password: string }) {
  const pair = `${user.name}:${user.password}`;
  return { auth: Buffer.from(pair).toString("base64") };
}

describe("a registry that asks for a password", () => {
  it("gets the one of Docker's config.json", async () => {
    run = await startOciRun({
      config: { auths: { [basic.host]: login(basic.user) } },
    });
    const fetched = await run.install(`oci://${basic.host}/team/a:1`);
    expect(fetched.packageJson).toMatchObject({ name: "private" });
  });

  it("refuses a wrong one, without it appearing in the error", async () => {
    const wrong = { name: basic.user.name, password: "hunter2-is-wrong" };
    run = await startOciRun({
      config: { auths: { [basic.host]: login(wrong) } },
    });
    const error = await run
      .resolve(`oci://${basic.host}/team/a:1`)
      .catch(String);
    expect(error).not.toContain("hunter2");
    await expect(
      run.resolve(`oci://${basic.host}/team/a:1`),
    ).rejects.toMatchObject({
      code: "RESOLVE_UNAUTHORIZED",
      message: expect.stringContaining(basic.host),
      hint: expect.stringContaining("docker login"),
    });
  });

  it("is refused where there is none, also with those of another registry", async () => {
    run = await startOciRun({
      config: { auths: { [`${basic.host}0`]: login(basic.user) } },
    });
    await expect(
      run.resolve(`oci://${basic.host}/team/a:1`),
    ).rejects.toMatchObject({
      code: "RESOLVE_UNAUTHORIZED",
    });
  });

  it("does not see it before it asks, and is asked once for all repositories", async () => {
    run = await startOciRun({
      config: { auths: { [proxy.host]: login(basic.user) } },
    });
    proxy.setFaults([]);
    await run.install(`oci://${proxy.host}/team/a:1`);
    await run.install(`oci://${proxy.host}/team/b:1`);
    const sent = proxy.received.map(
      ({ headers }) => headers.authorization !== undefined,
    );
    expect(sent[0]).toBe(false);
    expect(sent.slice(1)).not.toContain(false);
  });
});

describe("a registry that asks for a token", () => {
  it("gets one, asked for once per repository", async () => {
    run = await startOciRun({
      config: { auths: { [bearer.host]: login(bearer.user) } },
    });
    const before = bearer.tokenRequests.length;
    const fetched = await run.install(`oci://${bearer.host}/team/a:1`);
    await run.install(`oci://${bearer.host}/team/a:1`);
    await run.install(`oci://${bearer.host}/team/b:1`);
    expect(fetched.packageJson).toMatchObject({ name: "private" });
    expect(bearer.tokenRequests.slice(before)).toEqual([
      "repository:team/a:pull",
      "repository:team/b:pull",
    ]);
  });

  it("shares one token among plugins that come at once", async () => {
    run = await startOciRun({
      config: { auths: { [bearer.host]: login(bearer.user) } },
    });
    const before = bearer.tokenRequests.length;
    const reference = `oci://${bearer.host}/team/a:1`;
    await Promise.all([1, 2, 3, 4].map(() => run.resolve(reference)));
    expect(bearer.tokenRequests.length - before).toBe(1);
  });

  it("lets its token server refuse a wrong password", async () => {
    const wrong = { name: "flyloft", password: "wrong" };
    run = await startOciRun({
      config: { auths: { [bearer.host]: login(wrong) } },
    });
    await expect(
      run.resolve(`oci://${bearer.host}/team/a:1`),
    ).rejects.toMatchObject({
      code: "RESOLVE_UNAUTHORIZED",
    });
  });

  it("needs no credentials where anyone may pull", async () => {
    const open = await startOciRegistry({
      auth: "bearer",
      anonymousPull: true,
    });
    const layers = [{ cwd: source }];
    await open.pushArtifact({ repository: "a", tag: "1", layers });
    run = await startOciRun();
    const fetched = await run.install(`oci://${open.host}/a:1`);
    await open.stop();
    expect(fetched.packageJson).toMatchObject({ name: "private" });
  });
});

describe("a hostile registry", () => {
  let server: Server;
  let host: string;
  const seen: (string | undefined)[] = [];

  async function challengeWith(header: (port: number) => string) {
    server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      const { port } = server.address() as AddressInfo;
      const headers = { "www-authenticate": header(port) };
      response.writeHead(401, headers).end();
    });
    await new Promise<void>((resolve) =>
      server.listen(0, "127.0.0.1", resolve),
    );
    host = `localhost:${(server.address() as AddressInfo).port}`;
  }

  afterEach(() => {
    seen.length = 0;
    server.closeAllConnections();
    server.close();
  });

  it.each([
    [
      "a stranger",
      (port: number) => `Bearer realm="http://127.0.0.1:${port}/token"`,
    ],
    [
      "the metadata service",
      () => 'Bearer realm="http://169.254.169.254/token"',
    ],
    ["a file", () => 'Bearer realm="file:///etc/passwd"'],
    ["nowhere", () => "Bearer"],
  ])("can't have the password sent to %s", async (_name, header) => {
    await challengeWith(header);
    run = await startOciRun({
      config: { auths: { [host]: login(basic.user) } },
    });
    await expect(run.resolve(`oci://${host}/a:1`)).rejects.toMatchObject({
      code: "RESOLVE_UNAUTHORIZED",
    });
    expect(seen).toEqual([undefined]);
  });

  it("can't send us without credentials to the metadata service either", async () => {
    await challengeWith(() => 'Bearer realm="http://169.254.169.254/token"');
    run = await startOciRun();
    await expect(run.resolve(`oci://${host}/a:1`)).rejects.toMatchObject({
      code: "RESOLVE_ADDRESS_FORBIDDEN",
      message: expect.stringContaining("169.254.169.254"),
    });
  });
});

describe("a credential helper", () => {
  async function runWithHelper(script: string, config: unknown) {
    run = await startOciRun({ config });
    const bin = path.join(run.folder, "bin");
    await mkdir(bin);
    const program = path.join(bin, "docker-credential-flyloft-test");
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}` };
    Object.assign(run.context, { env });
  }

  it("is asked for the registry and answered with its secret", async () => {
    await runWithHelper(
      `read server || true
echo "$1 $server" >> "$(dirname "$0")/asked"
echo '{"ServerURL":"x","Username":"${basic.user.name}","Secret":"${basic.user.password}"}'`,
      { credHelpers: { [basic.host]: "flyloft-test" } },
    );
    const fetched = await run.install(`oci://${basic.host}/team/a:1`);
    expect(fetched.packageJson).toMatchObject({ name: "private" });
    await run.install(`oci://${basic.host}/team/b:1`);
    const asked = await readFile(path.join(run.folder, "bin/asked"), "utf8");
    expect(asked).toBe(`get ${basic.host}\n`);
  });

  it("that has nothing leaves it to config.json", async () => {
    await runWithHelper(
      'echo "credentials not found in native keychain"; exit 1',
      {
        credsStore: "flyloft-test",
        auths: { [basic.host]: login(basic.user) },
      },
    );
    const fetched = await run.install(`oci://${basic.host}/team/a:1`);
    expect(fetched.packageJson).toMatchObject({ name: "private" });
  });

  it.each([
    ["fails", 'echo "keychain is locked" >&2; exit 3', /keychain is locked/],
    ["answers nonsense", "echo hunter2-secret", /did not answer/],
  ])(
    "that %s is named in the error, its output not",
    async (_name, script, message) => {
      await runWithHelper(script, { credsStore: "flyloft-test" });
      const error = await run
        .resolve(`oci://${basic.host}/team/a:1`)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: "RESOLVE_CREDENTIALS_HELPER",
        message: expect.stringMatching(message),
      });
      expect(JSON.stringify(error) + String(error)).not.toContain("hunter2");
    },
  );

  it.each([["not-installed"], ["../../bin/sh"], ["-x"]])(
    "named %s can't be run",
    async (name) => {
      run = await startOciRun({ config: { credsStore: name } });
      await expect(
        run.resolve(`oci://${basic.host}/team/a:1`),
      ).rejects.toMatchObject({
        code: "RESOLVE_CREDENTIALS_HELPER",
      });
    },
  );

  it("is not needed by a registry that doesn't ask", async () => {
    const open = await startOciRegistry();
    const layers = [{ cwd: source }];
    await open.pushArtifact({ repository: "a", tag: "1", layers });
    run = await startOciRun({ config: { credsStore: "not-installed" } });
    const fetched = await run.install(`oci://${open.host}/a:1`);
    await open.stop();
    expect(fetched.packageJson).toMatchObject({ name: "private" });
  });
});
