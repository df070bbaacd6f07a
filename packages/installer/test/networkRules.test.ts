import { type Server, createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import type { Fault } from "../../../scripts/services/Fault.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/todo-backend";
const TARBALL = /\.tgz$/;
const PACKUMENT = /todo-backend$/;

/** One address in the spellings that reach other code than a comparison of texts. */
const PRIVATE = [
  "http://10.0.0.1/x.tgz",
  "http://0x0a.1/x.tgz",
  "http://167772161/x.tgz",
  "http://[::ffff:a00:1]/x.tgz",
  "http://[64:ff9b::10.0.0.1]/x.tgz",
  "http://169.254.169.254/latest/meta-data",
  "http://0251.0376.0251.0376/",
];

describe("rules for the network", () => {
  let verdaccio: VerdaccioService;
  let front: FaultyProxy;
  let other: FaultyProxy;
  let work: Workspace;

  beforeAll(async () => {
    verdaccio = await startVerdaccio({ auth: true });
    front = await startFaultyProxy(verdaccio.url);
    other = await startFaultyProxy(verdaccio.url);
    const sources = new Workspace();
    await verdaccio.publish(sources.plugin(NAME));
    sources.remove();
  });
  afterAll(async () => {
    await Promise.all([front.stop(), other.stop()]);
    await verdaccio.stop();
  });

  beforeEach(() => {
    work = new Workspace();
    front.setFaults([]);
    other.setFaults([]);
    point(front.host);
    rule("");
  });
  afterEach(() => work.remove());

  const point = (host: string) =>
    work.write(
      ".npmrc",
      `registry=http://${host}/\n//${host}/:_authToken=${verdaccio.token}\n`,
    );

  const rule = (rules: string, reference = NAME) => {
    work.settings = rules && `network: { ${rules} }`;
    work.configure(`- package: "${reference}"`);
  };

  /** What became of the one plugin. */
  const outcome = async (overrides?: Parameters<Workspace["install"]>[0]) => {
    const result = await work.install(overrides);
    const [code] = Object.values(codes(result));
    const message = result.failed[0]?.reason.message ?? "";
    return { code: code ?? "installed", message };
  };

  const leadTarballTo = (url: string): Fault => ({
    kind: "json",
    match: PACKUMENT,
    edit: (document) => {
      const { versions } = document as {
        versions: Record<string, { dist: { tarball: string } }>;
      };
      for (const { dist } of Object.values(versions)) dist.tarball = url;
      return document;
    },
  });

  describe("without any", () => {
    it.each(PRIVATE)("follow no redirect of a tarball to %s", async (to) => {
      front.setFaults([{ kind: "redirect", match: TARBALL, to }]);
      expect((await outcome()).code).toBe("FETCH_ADDRESS_FORBIDDEN");
      expect(work.stored("packages")).toEqual([]);
    });

    it.each(PRIVATE)(
      "fetch no tarball that the registry says is at %s",
      async (to) => {
        front.setFaults([leadTarballTo(to)]);
        expect((await outcome()).code).toBe("FETCH_ADDRESS_FORBIDDEN");
      },
    );

    it.each(PRIVATE)("follow no redirect of a document to %s", async (to) => {
      front.setFaults([{ kind: "redirect", match: PACKUMENT, to }]);
      expect((await outcome()).code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
    });

    it.each(PRIVATE)("ask no token server at %s", async (realm) => {
      const oci = await startChallenger(realm);
      rule("", `oci://${oci.host}/a:1`);
      expect((await outcome()).code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
      await oci.stop();
    });

    it("ask no metadata service, though an entry says so", async () => {
      rule("", "http://169.254.169.254/latest/x.tgz");
      expect((await outcome()).code).toBe("FETCH_ADDRESS_FORBIDDEN");
    });

    it("let an entry name a host in the own network", async () => {
      rule("", `${front.url}/@acme/todo-backend/-/todo-backend-1.0.0.tgz`);
      expect((await outcome()).code).not.toContain("FORBIDDEN");
    });
  });

  describe("with a list of registries", () => {
    const only = (...hosts: string[]) =>
      `registries: [${hosts.map((host) => `"${host}"`).join(", ")}]`;

    it("ask those", async () => {
      rule(only(front.host));
      expect((await outcome()).code).toBe("installed");
    });

    it("ask no other npm registry", async () => {
      rule(only(other.host));
      const { code, message } = await outcome();
      expect(code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
      expect(message).toContain("dynamicPlugins.network.registries");
      expect(front.requests).toEqual([]);
    });

    it("ask no other OCI registry, and no other host for a URL", async () => {
      rule(only("registry.acme.example"), `oci://${front.host}/a:1`);
      expect((await outcome()).code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
      rule(only("registry.acme.example"), `${front.url}/x.tgz`);
      expect((await outcome()).code).toBe("FETCH_ADDRESS_FORBIDDEN");
      expect(front.requests).toEqual([]);
    });

    it("follow no redirect and no tarball's URL to another one", async () => {
      rule(only(front.host));
      const to = `${other.url}/@acme%2ftodo-backend/-/todo-backend-1.0.0.tgz`;
      front.setFaults([{ kind: "redirect", match: TARBALL, to }]);
      expect((await outcome()).code).toBe("FETCH_ADDRESS_FORBIDDEN");
      front.setFaults([leadTarballTo(to)]);
      expect((await outcome()).code).toBe("FETCH_ADDRESS_FORBIDDEN");
      expect(other.requests).toEqual([]);
    });

    it("ask no token server that isn't one of them", async () => {
      const oci = await startChallenger(`${other.url}/token`);
      rule(only(oci.host), `oci://${oci.host}/a:1`);
      expect((await outcome()).code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
      expect(other.requests).toEqual([]);
      await oci.stop();
    });

    it("start what is locked and in the store, though its registry isn't one of them any more", async () => {
      await outcome();
      rule(only("registry.acme.example"));
      expect((await outcome()).code).toBe("installed");
    });
  });

  describe("with private addresses named", () => {
    it.each([
      ["the address", `"127.0.0.1"`],
      ["its network", `"127.0.0.0/8"`],
    ])("ask there by %s", async (_by, named) => {
      rule(`privateAddresses: [${named}]`);
      expect((await outcome()).code).toBe("installed");
    });

    it("ask no other, though the configuration has it for its registry", async () => {
      rule(`privateAddresses: ["10.0.0.0/8"]`);
      const { code, message } = await outcome();
      expect(code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
      expect(message).toContain("privateAddresses");
      expect(front.requests).toEqual([]);
    });

    it("check the address that a name stands for when it is connected to", async () => {
      const host = front.host.replace("127.0.0.1", "localhost");
      point(host);
      rule("privateAddresses: []");
      expect((await outcome()).code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
      expect(front.requests).toEqual([]);
      rule("privateAddresses: [localhost]");
      front.setFaults([
        { kind: "redirect", match: TARBALL, to: `${other.url}/x.tgz` },
      ]);
      expect((await outcome()).code).toBe("FETCH_ADDRESS_FORBIDDEN");
      expect(other.requests).toEqual([]);
    });
  });

  describe("credentials", () => {
    const back = () =>
      `${front.url}/@acme%2ftodo-backend/-/todo-backend-1.0.0.tgz?back`;

    it("stay with the registry, also where another host leads back to it", async () => {
      front.setFaults([
        { kind: "redirect", match: /1\.0\.0\.tgz$/, to: `${other.url}/away` },
      ]);
      other.setFaults([{ kind: "redirect", match: /away/, to: back() }]);
      // Verdaccio wants them for the tarball: without, there is none.
      expect((await outcome()).code).toBe("FETCH_UNAUTHORIZED");
      const sent = ({ headers }: FaultyProxy["received"][number]) =>
        headers.authorization !== undefined;
      expect(other.received.map(sent)).toEqual([false]);
      expect(front.received.map(sent)).toEqual([true, true, false]);
    });

    it("aren't sent without TLS where no registry is configured so", async () => {
      const seen: (string | undefined)[] = [];
      const proxy = await startForwardProxy(verdaccio.url, seen);
      work.write(
        ".npmrc",
        `registry=https://registry.acme.example/\n//registry.acme.example/:_authToken=secret\n`,
      );
      rule("", "http://registry.acme.example/x.tgz");
      work.env = { http_proxy: proxy.url };
      expect((await outcome()).code).toMatch(/^FETCH_/);
      expect(seen).toEqual([undefined]);
      await proxy.stop();
    });
  });

  it("hold behind a proxy, which itself may be anywhere", async () => {
    const seen: (string | undefined)[] = [];
    const proxy = await startForwardProxy(verdaccio.url, seen);
    work.env = { http_proxy: proxy.url };
    point("registry.acme.example");
    rule(`privateAddresses: [], registries: ["*.acme.example"]`);
    expect((await outcome()).code).toBe("installed");
    expect(seen.every((header) => header?.startsWith("Bearer "))).toBe(true);
    for (const [host, no_proxy] of [
      ["registry.other.example", ""],
      ["10.0.0.1", ""],
      [front.host, "127.0.0.1"],
    ] as const) {
      work.env = { http_proxy: proxy.url, no_proxy };
      point(host);
      rule(
        `privateAddresses: [], registries: ["*.acme.example", "10.0.0.1", "127.0.0.1"]`,
        `${NAME}@latest`,
      );
      expect((await outcome()).code).toBe("RESOLVE_ADDRESS_FORBIDDEN");
    }
    await proxy.stop();
  });

  it.each([
    [`registries: ["https://a.example/"]`, "is no host"],
    [`registries: ["*"]`, "is no host"],
    [`privateAddresses: ["10.0.0.0/33"]`, "host, address or range"],
    [`registry: []`, "unknown key `registry`"],
  ])("refuse %s", async (rules, why) => {
    rule(rules);
    await expect(work.install()).rejects.toMatchObject({
      code: "CONFIG_SCHEMA",
      message: expect.stringContaining(why) as string,
    });
  });
});

/** An OCI registry that sends everybody to a token server. */
async function startChallenger(realm: string) {
  const server = createServer((_request, response) => {
    const headers = { "www-authenticate": `Bearer realm="${realm}"` };
    response.writeHead(401, headers).end();
  });
  return listen(server);
}

/** Tunnels every connection to one server, whatever its name, and notes the `authorization` of requests in `seen`. */
async function startForwardProxy(target: string, seen: (string | undefined)[]) {
  const { hostname, port } = new URL(target);
  const server = createServer();
  server.on("connect", (_request, socket) => {
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.on("data", (data: Buffer) => {
        const text = data.toString("latin1");
        if (text.startsWith("GET ")) {
          seen.push(/^authorization: (.*)$/im.exec(text)?.[1]?.trim());
        }
        upstream.write(data);
      });
      upstream.pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    socket.on("close", () => upstream.destroy());
  });
  return listen(server);
}

async function listen(server: Server) {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    host,
    url: `http://${host}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
