import { type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers every request with one tarball, or as a test says. */
export interface TarballServer {
  readonly url: string;
  readonly requests: number;
  answer: (response: ServerResponse, body: Buffer) => unknown;
  stop(): Promise<unknown>;
}

export async function startTarballServer(body: Buffer): Promise<TarballServer> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    service.answer(response, body);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const service: TarballServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    answer: (response, body) => response.end(body),
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
  return service;
}
