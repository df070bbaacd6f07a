import http from "node:http";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { once } from "node:events";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { HostProxy } from "../src/isolate/HostProxy.ts";

export interface HostProxyFixture {
  readonly port: number;
  /** Sends what it is given, and gives all that comes until the connection ends, as Latin-1. */
  exchange(sent: string): Promise<string>;
  stop(): Promise<void>;
}

/** The proxy, alone in front of a server that takes the place of a host and does what no host of ours would. */
export async function startHostProxy(
  host: net.Server,
  concurrency = 100,
): Promise<HostProxyFixture> {
  const folder = makeTempFolder("host-proxy");
  const socketPath = path.join(folder.path, "s");
  const sockets = new Set<net.Socket>();
  host.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await listening(host.listen(socketPath));
  const proxy = new HostProxy({
    link: {
      id: "raw",
      packages: [],
      socketPath,
      concurrency,
      publicKey: undefined,
    },
    headers: [["x-added", "1"]],
    trusts: () => false,
  });
  proxy.up("secret");
  const server = http.createServer((request, response) =>
    proxy.handle(request, response),
  );
  await listening(server.listen(0, "127.0.0.1"));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async exchange(sent) {
      const socket = net.connect(port, "127.0.0.1");
      socket.setEncoding("latin1");
      socket.write(sent, "latin1");
      let received = "";
      for await (const chunk of socket) received += String(chunk);
      return received;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      proxy.close();
      for (const socket of sockets) socket.destroy();
      host.close();
      await once(host, "close");
      folder.remove();
    },
  };
}

async function listening(server: net.Server): Promise<void> {
  if (!server.listening) await once(server, "listening");
}
