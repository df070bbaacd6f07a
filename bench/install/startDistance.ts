import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Distance {
  /** `127.0.0.1:<port>`: leads to the service, from far away. */
  readonly host: string;
  stop(): Promise<void>;
}

/**
 * Puts a round trip between this machine and a service on it: what comes from either side is handed on late by half of
 * it. Bandwidth stays as it is, and connections are accepted at once.
 */
export async function startDistance(
  service: string,
  roundTripMs: number,
): Promise<Distance> {
  const [host = "", port] = service.split(":");
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host, port: Number(port), noDelay: true });
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    handOn(near, far, roundTripMs / 2);
    handOn(far, near, roundTripMs / 2);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function handOn(from: Socket, to: Socket, delayMs: number): void {
  from.on("data", (chunk) => setTimeout(() => to.write(chunk), delayMs));
  from.on("end", () => setTimeout(() => to.end(), delayMs));
}
