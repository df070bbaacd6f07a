import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

interface Client {
  readonly socket: Duplex;
  /** What the client sent already after its request. */
  readonly head: Buffer;
}

/** Connects a client that wants another protocol with what the host answers: that protocol, or an ordinary answer. */
export function relayUpgrade(upstream: ClientRequest, client: Client): void {
  const { socket, head } = client;
  socket.on("error", () => upstream.destroy());
  socket.on("close", () => upstream.destroy());
  upstream.on("error", () => {
    socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
  });
  upstream.on("upgrade", (answer, hostSocket, hostHead) => {
    socket.write(headOf(answer, []));
    if (hostHead.length > 0) socket.write(hostHead);
    if (head.length > 0) hostSocket.write(head);
    join(socket, hostSocket);
  });
  upstream.on("response", (answer) => {
    socket.write(headOf(answer, ["Connection", "close"]));
    answer.pipe(socket);
  });
  upstream.end();
}

function join(client: Duplex, host: Duplex): void {
  const both = [client, host] as const;
  for (const [index, socket] of both.entries()) {
    const other = both[1 - index] as Duplex;
    socket.on("error", () => other.destroy());
    socket.on("close", () => other.destroy());
    socket.pipe(other);
  }
}

/** An ordinary answer's body goes as it is decoded and until the connection ends, so nothing may say another length. */
function headOf(answer: IncomingMessage, extra: readonly string[]): string {
  const { statusCode, statusMessage, rawHeaders } = answer;
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  const isPlain = extra.length > 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (isPlain && /^(?:connection|transfer-encoding)$/i.test(name)) continue;
    lines.push(`${name}: ${rawHeaders[index + 1]}`);
  }
  if (isPlain) lines.push(extra.join(": "));
  return `${lines.join("\r\n")}\r\n\r\n`;
}
