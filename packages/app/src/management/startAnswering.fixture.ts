import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createManagementClient } from "@flyloft/management";
import { onTestFinished } from "vitest";

/** A server that answers as `listener` does, over real connections, and a client of it. */
export async function startAnswering(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const client = createManagementClient({ baseUrl: address, fetch });
  return { client, address };
}

export function answerJson(
  response: Parameters<RequestListener>[1],
  status: number,
  body: unknown,
): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
