import { createServer } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";

export interface ForwardProxy {
  readonly host: string;
  /** Every tunnel that was asked for: `registry.acme.example:443`. */
  readonly tunnels: readonly string[];
  /** The `Proxy-Authorization` that came with each; undefined where none did. */
  readonly credentials: readonly (string | undefined)[];
  stop(): Promise<void>;
}

/**
 * A proxy on loopback as companies have it: it opens tunnels (`CONNECT`), and it alone knows where the names in `hosts`
 * lead. https://www.rfc-editor.org/rfc/rfc9110#CONNECT
 */
export async function startForwardProxy(
  hosts: Readonly<Record<string, number>>,
  { password }: { readonly password?: string } = {},
): Promise<ForwardProxy> {
  const tunnels: string[] = [];
  const credentials: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const wanted =
    password && `Basic ${Buffer.from(`proxy:${password}`).toString("base64")}`;
  const server = createServer((_request, response) => {
    response.writeHead(400).end("Only tunnels.");
  });
  server.on("connect", (request, client: Socket) => {
    const target = request.url ?? "";
    const given = request.headers["proxy-authorization"];
    tunnels.push(target);
    credentials.push(given);
    sockets.add(client);
    const port = hosts[target];
    client.on("error", () => client.destroy());
    if (wanted && given !== wanted) {
      return client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    }
    if (port === undefined) {
      return client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    }
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on("error", () => client.destroy());
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    tunnels,
    credentials,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
