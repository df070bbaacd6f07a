import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener } from "node:http";
import net from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type HostProxyFixture, startHostProxy } from "./hostProxyFixture.ts";

const MB = 1 << 20;
/** Of 64 MB that go through, so much may be held along the way: in buffers of sockets and of streams. */
const HELD = 8 * MB;

let proxy: HostProxyFixture;
afterEach(() => proxy.stop());

/** A host that answers as the listener says. */
async function serve(listener: RequestListener, concurrency?: number) {
  proxy = await startHostProxy(
    http.createServer({ keepAliveTimeout: 0 }, listener),
    concurrency,
  );
}

/** A host of which each request, with the number it has on its connection, is answered by hand. */
async function serveRaw(
  answer: (socket: net.Socket, nth: number, head: string) => void,
) {
  proxy = await startHostProxy(
    net.createServer((socket) => {
      let nth = 0;
      socket.on("data", (bytes) => answer(socket, ++nth, String(bytes)));
    }),
  );
}

function ask(target: string, more: http.RequestOptions = {}) {
  return http.request({
    port: proxy.port,
    path: target,
    agent: false,
    ...more,
  });
}

async function get(target: string, more: http.RequestOptions = {}) {
  const request = ask(target, more).end();
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  answer.setEncoding("latin1");
  let body = "";
  for await (const chunk of answer) body += String(chunk);
  return { answer, status: answer.statusCode, body };
}

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("a connection that the host closes as a request comes", () => {
  const cutAtSecond = async (): Promise<string[]> => {
    const seen: string[] = [];
    await serveRaw((socket, nth, head) => {
      seen.push(`${head.split(" ", 1)[0]} ${nth}`);
      if (nth === 1) socket.write(OK);
      else socket.destroy();
    });
    expect((await get("/")).body).toBe("ok");
    return seen;
  };

  it.each(["GET", "HEAD"])("%s is sent once more", async (method) => {
    const seen = await cutAtSecond();
    expect((await get("/", { method })).status).toBe(200);
    expect(seen).toEqual(["GET 1", `${method} 2`, `${method} 1`]);
  });

  it.each(["POST", "DELETE"])("%s is not", async (method) => {
    const seen = await cutAtSecond();
    expect((await get("/", { method })).status).toBe(502);
    expect(seen).toEqual(["GET 1", `${method} 2`]);
  });

  it("nothing is sent again where the connection was new", async () => {
    let count = 0;
    await serveRaw((socket) => {
      count += 1;
      socket.destroy();
    });
    const { status, body } = await get("/");
    expect(status).toBe(502);
    expect(body).toContain("SERVE_HOST_LOST");
    expect(count).toBe(1);
  });
});

describe("an answer that breaks off", () => {
  it.each([
    ["before its length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"],
    [
      "before its last chunk",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ],
  ])("%s breaks off for the client too", async (_where, text) => {
    await serveRaw((socket) => socket.end(text));
    await expect(get("/")).rejects.toThrow("aborted");
  });

  it("within its head is none", async () => {
    await serveRaw((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-"));
    expect((await get("/")).status).toBe(502);
  });

  it("is whole where the end of the connection is its end", async () => {
    await serveRaw((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it"));
    expect((await get("/")).body).toBe("all of it");
  });
});

describe("a client or a plugin that is slow", () => {
  it("holds the other one up, not memory: an answer", async () => {
    let written = 0;
    await serve((_request, response) => {
      const block = Buffer.alloc(MB / 4, 7);
      const go = () => {
        while (written < 64 * MB) {
          written += block.length;
          if (!response.write(block)) return;
        }
        response.end();
      };
      response.on("drain", go);
      go();
    });
    const request = ask("/").end();
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    expect(await settled(() => written)).toBeLessThan(HELD);
    let received = 0;
    for await (const chunk of answer) received += (chunk as Buffer).length;
    expect(received).toBe(64 * MB);
  });

  it("holds the other one up, not memory: an upload", async () => {
    const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
    await serve(async (request, response) => {
      await resumed;
      let received = 0;
      for await (const chunk of request) received += (chunk as Buffer).length;
      response.end(String(received));
    });
    const request = ask("/", { method: "PUT" });
    let written = 0;
    const block = Buffer.alloc(MB / 4, 7);
    const go = () => {
      while (written < 64 * MB) {
        written += block.length;
        if (!request.write(block)) return;
      }
      request.end();
    };
    request.on("drain", go);
    go();
    expect(await settled(() => written)).toBeLessThan(HELD);
    resume();
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    expect(String(await answer.toArray())).toBe(String(64 * MB));
  });

  it("gets an answer that comes before the upload was read", async () => {
    await serve((_request, response) => {
      response.writeHead(413, { connection: "close" }).end("too big");
    });
    const request = ask("/", { method: "POST" });
    request.on("error", () => undefined);
    request.write("begin");
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(String(await answer.toArray())).toBe("too big");
  });
});

/** Resolves with the number when it is above zero and has stopped growing. */
async function settled(read: () => number): Promise<number> {
  for (let last = -1; last <= 0 || last !== read();) {
    last = read();
    await wait(200);
  }
  return read();
}

describe("heads", () => {
  it("of answers without a body stay as they are, and the next one is in step", async () => {
    await serve((request, response) => {
      const [, status, length] = (request.url ?? "").split("/");
      if (length) response.setHeader("Content-Length", length);
      response.writeHead(Number(status)).end();
    });
    for (const path of ["/204", "/304/17"]) {
      const { answer, body } = await get(path);
      expect(`/${answer.statusCode}`).toBe(path.slice(0, 4));
      expect(body).toBe("");
    }
    expect((await get("/304/17")).answer.headers["content-length"]).toBe("17");
    const head = await get("/200/1234", { method: "HEAD" });
    expect(head.answer.headers["content-length"]).toBe("1234");
    expect((await get("/201/0")).status).toBe(201);
  });

  it("keep the order, the case and the bytes of what they say, both ways", async () => {
    let shown: readonly string[] = [];
    await serve((request, response) => {
      shown = request.rawHeaders;
      const cookies = Array.from({ length: 300 }, (_, n) => `c${n}=${n}`);
      const pairs = cookies.flatMap((cookie) => ["Set-Cookie", cookie]);
      pairs.push(
        "X-CaSe",
        "caf\xe9 \xa7",
        "x-Empty",
        "",
        "Content-Length",
        "0",
      );
      response.writeHead(200, "Tr\xe8s bien", pairs);
      response.end();
    });
    const received = await proxy.exchange(
      "GET /a%20b HTTP/1.1\r\nhOST: one.example\r\nHost: two.example\r\nX-OwN: caf\xe9\r\nx-own: again\r\nX-None:\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
    expect(received.match(/^Set-Cookie: c\d+=\d+\r$/gm)).toHaveLength(300);
    expect(received).toContain("c298=298\r\nSet-Cookie: c299=299\r\n");
    expect(received).toContain("\r\nX-CaSe: caf\xe9 \xa7\r\nx-Empty: \r\n");
    expect(received).toContain("\r\nx-added: 1\r\n");
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    const text = shown.join("\n");
    expect(text).toContain("X-OwN\ncaf\xe9\nx-own\nagain\nX-None\n\n");
    expect(text).toContain("one.example");
    expect(text).not.toContain("two.example");
  });

  it("that announce an answer are none yet", async () => {
    await serve((_request, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      response.writeProcessing();
      response.end("the answer");
    });
    expect(await get("/")).toMatchObject({ status: 200, body: "the answer" });
  });

  it("may be as large as the backend's own, and are an error beyond", async () => {
    await serve((request, response) => {
      response.setHeader("X-Large", "x".repeat(Number(request.url?.slice(1))));
      response.end();
    });
    // What asks here reads only 16 KiB itself.
    const maxHeaderSize = 256 * 1024;
    const large = await get("/60000", { maxHeaderSize });
    expect(large.answer.headers["x-large"]).toHaveLength(60_000);
    expect((await get("/70000", { maxHeaderSize })).status).toBe(502);
    expect((await get("/1")).status).toBe(200);
  });

  it("of uploads have trailers after them", async () => {
    await serve(async (request, response) => {
      const body = String(await request.toArray());
      response.end(`${body} ${request.trailers["x-sum"]}`);
    });
    const request = ask("/", {
      method: "POST",
      headers: { "Transfer-Encoding": "chunked", Trailer: "X-Sum" },
    });
    request.addTrailers({ "X-Sum": "42" });
    request.end("body");
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    expect(String(await answer.toArray())).toBe("body 42");
  });
});

describe("the limit of requests under way", () => {
  it("lets exactly as many through, refuses the others at once, and is free again afterwards", async () => {
    const held: http.ServerResponse[] = [];
    await serve((request, response) => {
      if (request.url === "/held") held.push(response);
      else response.end("free");
    }, 20);
    const all = Array.from({ length: 120 }, () => get("/held"));
    const refused = await Promise.all(all.map((each) => soon(each)));
    expect(refused.filter((status) => status === 503)).toHaveLength(100);
    expect(held).toHaveLength(20);
    for (const response of held) response.end("done");
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect((await get("/")).body).toBe("free");

    /** The status where it doesn't take the host's answer. */
    async function soon(each: ReturnType<typeof get>) {
      const isHeld = expect
        .poll(() => held.length)
        .toBe(20)
        .then(() => wait(300));
      return Promise.race([each.then(({ status }) => status), isHeld]);
    }
  });

  it("counts no request whose client left, answered or not", async () => {
    let arrived = 0;
    let left = 0;
    await serve((request, response) => {
      if (request.url === "/") return void response.end("free");
      arrived += 1;
      response.on("close", () => (left += 1));
      if (request.url === "/begun") response.write("begun");
    }, 1);
    for (const [index, path] of ["/held", "/begun"].entries()) {
      const request = ask(path).end();
      request.on("error", () => undefined);
      if (path === "/begun") await once(request, "response");
      await expect.poll(() => arrived).toBe(index + 1);
      request.destroy();
      await expect.poll(() => left).toBe(index + 1);
      await expect.poll(async () => (await get("/")).status).toBe(200);
    }
  });
});
