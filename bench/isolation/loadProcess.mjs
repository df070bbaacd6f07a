// Load from a process of its own: `loadProcess.mjs <url> <concurrency> <milliseconds>`. Prints how many requests, how many a
// second, and the latencies as JSON. Raw sockets: what makes the requests must cost less than what answers them.
import net from "node:net";

const [url = "", concurrency = "1", milliseconds = "1000"] =
  process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const request = `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`;
const latencies = [];
const end = performance.now() + Number(milliseconds);
const startedAt = performance.now();
await Promise.all(Array.from({ length: Number(concurrency) }, run));
const seconds = (performance.now() - startedAt) / 1000;
latencies.sort((a, b) => a - b);
const at = (share) => latencies[Math.floor((latencies.length - 1) * share)];
process.stdout.write(
  JSON.stringify({
    requests: latencies.length,
    rate: latencies.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
  }),
);

/** One connection, one request after the other. Answers have a length. */
function run() {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    let sentAt = 0;
    let missing = -1;
    const send = () => {
      if (performance.now() > end) {
        socket.destroy();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setNoDelay();
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      if (missing < 0) {
        const text = chunk.latin1Slice();
        if (!text.startsWith("HTTP/1.1 200")) {
          reject(new Error(text.slice(0, 200)));
          return;
        }
        const length = Number(/content-length: (\d+)/i.exec(text)[1]);
        missing = length - (chunk.length - text.indexOf("\r\n\r\n") - 4);
      } else {
        missing -= chunk.length;
      }
      if (missing > 0) return;
      missing = -1;
      latencies.push(performance.now() - sentAt);
      send();
    });
  });
}
