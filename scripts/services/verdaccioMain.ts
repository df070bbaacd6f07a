// Runs in a process of its own, so that a busy registry doesn't slow down the test that uses it.
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { runServer } from "verdaccio";

const server = (await runServer(process.argv[2])) as Server;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`verdaccio listens on ${port}\n`);
});
