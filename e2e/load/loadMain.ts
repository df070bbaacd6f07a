import { Agent, type ClientRequest, get } from "node:http";
import type { Duplex } from "node:stream";
import type { LoadPlan, LoadRecord } from "./LoadRecord.ts";

/** The load generator: half of its requests over connections that stay open, half over new ones. */
const TICK_MS = 5;
/** More than are needed while the portal answers, fewer than would queue up in front of it while it doesn't. */
const MOST_KEPT = 16;

const plan = JSON.parse(process.argv[2] ?? "") as LoadPlan;
const records: LoadRecord[] = [];
const connected = new WeakMap<Duplex, number>();
const agents = {
  // First in, first out: each of the connections is in use all the time.
  kept: new Agent({
    keepAlive: true,
    maxSockets: MOST_KEPT,
    scheduling: "fifo",
  }),
  fresh: new Agent({ keepAlive: false }),
};
const startedAt = Date.now();
let sent = 0;
let open = 0;

const timer = setInterval(() => {
  const due = Math.floor(((Date.now() - startedAt) * plan.perSecond) / 1000);
  while (sent < due) begin(sent++);
}, TICK_MS);

process.once("message", () => {
  clearInterval(timer);
  const wait = setInterval(() => {
    if (open > 0) return;
    clearInterval(wait);
    process.send?.(records, () => process.exit());
  }, TICK_MS);
});

function begin(index: number): void {
  const path = plan.paths[(index >> 1) % plan.paths.length] ?? "/";
  ask({
    path,
    agent: index % 2 === 0 ? agents.kept : agents.fresh,
    startedAt: Date.now(),
  });
}

interface Question {
  readonly path: string;
  readonly agent: Agent;
  readonly startedAt: number;
}

function ask(question: Question): void {
  const { path, agent, startedAt: begun } = question;
  open += 1;
  const request = get(new URL(path, plan.url), { agent });
  const chunks: Buffer[] = [];
  const end = (status: number | undefined, error?: string) => {
    open -= 1;
    // Followed as browsers do.
    if (status === 307) return ask({ ...question, agent: agents.fresh });
    records.push({
      path,
      connectedAt: connectedAt(request, begun),
      startedAt: begun,
      endedAt: Date.now(),
      status,
      body: Buffer.concat(chunks).toString(),
      error,
      isReused: request.reusedSocket,
    });
  };
  request.once("socket", (socket) => {
    if (!connected.has(socket)) connected.set(socket, begun);
  });
  request.once("error", (error: NodeJS.ErrnoException) =>
    end(undefined, `${error.code}: ${error.message}`),
  );
  request.once("response", (response) => {
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.once("close", () => {
      if (response.complete) end(response.statusCode);
      else if (!request.errored) end(undefined, "the answer was cut");
    });
  });
}

function connectedAt({ socket }: ClientRequest, begun: number): number {
  return (socket && connected.get(socket)) ?? begun;
}
