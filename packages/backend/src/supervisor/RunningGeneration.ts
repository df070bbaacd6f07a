import type { AppConfig } from "@backstage/config";
import { exitedEarly, revive } from "./changeErrors.ts";
import type { Generation } from "./Generation.ts";
import type { PluginHosts } from "./hosts/PluginHosts.ts";
import type { ListeningPort } from "./ListeningPort.ts";
import type {
  EventMessage,
  FromBackend,
  HostMessage,
  ManagementAnswer,
  ManagementCall,
  PreparedMessage,
  StartMessage,
  ToBackend,
  VisibilityMessage,
} from "./messages.ts";
import { isCrashLoop, restartDelay } from "./restartDelay.ts";
import type { BackendProcess } from "./SpareProcess.ts";
import type { MeasuredProcess } from "./SupervisorMetrics.ts";
import type { ProcessExit } from "./SupervisedProcess.ts";

/** How long a process may take to end that was asked to. */
const STOP_GRACE_MS = 12_000;

/** The process ended while it served. */
export interface Crash {
  readonly exit: ProcessExit;
  /** It is started again after so many milliseconds. */
  readonly delayMs: number;
  /** Whether it ends too often to be left as it is. */
  readonly isLoop: boolean;
}

export interface GenerationOptions {
  /** As it is kept. What the process is told says besides what this machine makes of it. */
  readonly generation: Generation;
  readonly start: StartMessage;
  readonly visibility: Promise<VisibilityMessage>;
  /** Where the generation's plugins reach each other. Stays bound over restarts of the process. */
  readonly internal: ListeningPort;
  readonly hosts: PluginHosts;
  /** While it serves. */
  readonly heartbeatMs: number;
  /** What a plugin may take to be imported: so long the process may be blocked before it is prepared. */
  readonly deadlineMs: number;
  /** Gives a process that waits for its generation. */
  takeProcess(): BackendProcess;
  onCrash(crash: Crash): void;
  /** The supervisor's own, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** What the plugin manager is asked. Never rejects. */
  answer(call: ManagementCall): Promise<ManagementAnswer>;
}

type State = "preparing" | "prepared" | "serving" | "ending";
type Answer = Exclude<
  FromBackend,
  { type: "alive" | "event" | "ask-metrics" | "ask" | "reports" }
>;

/**
 * A generation and its backend process, from its start to its end. A process that ends while it serves is started
 * again; connections wait meanwhile, since the port stays bound.
 */
export class RunningGeneration {
  readonly #options: GenerationOptions;
  #state: State = "preparing";
  #process: BackendProcess;
  #prepared: PreparedMessage | undefined;
  #port: ListeningPort | undefined;
  #answer: ((answer: Answer) => void) | undefined;
  #turn: string | undefined;
  /** What a backend process that is started again has to know of them. */
  readonly #hostStates = new Map<string, HostMessage>();
  #crashes: number[] = [];
  #restart: NodeJS.Timeout | undefined;

  constructor(options: GenerationOptions) {
    this.#options = options;
    this.#process = this.#take();
  }

  get generation(): Generation {
    return this.#options.generation;
  }

  get config(): readonly AppConfig[] {
    return this.#options.start.config;
  }

  get internalUrl(): string {
    return this.#options.start.internalUrl;
  }

  get processes(): readonly MeasuredProcess[] {
    const { memory } = this.#process;
    const { number } = this.generation;
    const isUp = this.#state === "serving" && memory !== undefined;
    const restarts = this.#crashes.length;
    return [
      { name: "backend", generation: number, memory, restarts, isUp },
      ...this.#options.hosts.snapshot().map((host) => ({
        name: host.id,
        generation: number,
        memory: host.memory,
        restarts: host.restarts,
        isUp: host.state === "up",
      })),
    ];
  }

  onHost(message: HostMessage): void {
    this.#hostStates.set(message.id, message);
    this.send(message);
  }

  /** Events go to every process of the generation but the one that they come from. */
  onEvent(event: EventMessage, fromId: string): void {
    this.send(event);
    this.#options.hosts.deliver(event, fromId);
  }

  /** Starts the host process of a plugin again at once. False where there is none of that name. */
  retry(plugin: string): Promise<boolean> {
    return this.#options.hosts.retry(plugin);
  }

  /** The package that was last said to be imported or started. */
  get turn(): string | undefined {
    return this.#turn;
  }

  get prepared(): PreparedMessage {
    if (!this.#prepared) throw new Error("The generation is not prepared.");
    return this.#prepared;
  }

  /** Resolves when every plugin started or failed. @throws BackendError why the process is not ready */
  async prepare(): Promise<PreparedMessage> {
    const answer = await this.#boot();
    this.#state = "prepared";
    return answer;
  }

  /** Keeps plugins from taking the port. Connections wait from now on. */
  reserve(port: ListeningPort): void {
    this.#process.send({ type: "reserve" }, port.handle);
  }

  /** Takes the traffic of a port. */
  async listen(port: ListeningPort): Promise<void> {
    this.#port = port;
    const answer = this.#nextAnswer();
    this.#process.send({ type: "listen" }, port.handle);
    await answer;
    this.#state = "serving";
  }

  send(message: ToBackend): void {
    this.#process.send(message);
  }

  /**
   * Stops to accept connections and lets what is under way end, at most `graceMs`. The first promise resolves when no
   * new connection comes here any more, `ended` when the process is gone.
   */
  async drain(
    graceMs: number,
    successor: number,
  ): Promise<{ readonly ended: Promise<void> }> {
    this.#end();
    const answer = this.#nextAnswer();
    this.#process.send({ type: "drain", graceMs, successor });
    const ended = this.#process
      .killAfter(graceMs + STOP_GRACE_MS)
      .then(() => this.#release());
    // A process that ended meanwhile accepts nothing either.
    await answer.catch(() => undefined);
    return { ended };
  }

  async stop(): Promise<void> {
    this.#end();
    await this.#process.stop(STOP_GRACE_MS);
    await this.#release();
  }

  /** Hosts end after the process that asks them. */
  async #release(): Promise<void> {
    await this.#options.hosts.stop();
    this.#options.internal.close();
  }

  #end(): void {
    this.#state = "ending";
    clearTimeout(this.#restart);
  }

  #take(): BackendProcess {
    const child = this.#options.takeProcess();
    child.onMessage = (message) => this.#hear(message);
    return child;
  }

  async #boot(): Promise<PreparedMessage> {
    const { start, internal, visibility, heartbeatMs } = this.#options;
    const child = this.#process;
    child.heartbeatMs = Math.max(heartbeatMs, this.#options.deadlineMs);
    void child.exited.then((exit) => this.#onExit(child, exit));
    const answer = this.#nextAnswer();
    child.send(start, internal.handle);
    for (const message of this.#hostStates.values()) child.send(message);
    visibility.then(
      (message) => child.send(message),
      () => undefined,
    );
    const [prepared] = await Promise.all([answer, visibility]);
    if (prepared.type !== "prepared") {
      throw new Error(`The process said '${prepared.type}'.`);
    }
    child.heartbeatMs = heartbeatMs;
    this.#prepared = prepared;
    return prepared;
  }

  /** What the process says next, or why it never will. */
  #nextAnswer(): Promise<Answer> {
    const said = new Promise<Answer>((resolve) => {
      this.#answer = resolve;
    });
    const ended = this.#process.exited.then((exit) => {
      throw exitedEarly(exit);
    });
    ended.catch(() => undefined);
    return Promise.race([said, ended]).then((answer) => {
      if (answer.type === "failed") throw revive(answer.error);
      return answer;
    });
  }

  #hear(message: FromBackend): void {
    switch (message.type) {
      case "turn":
        this.#turn = message.plugin;
        break;
      case "settled":
        this.#prepared &&= message;
        break;
      case "reports":
        this.#prepared &&= { ...this.#prepared, plugins: message.plugins };
        break;
      case "ask":
        void this.#options
          .answer(message.call)
          .then((answer) =>
            this.send({ type: "answer", id: message.id, answer }),
          );
        break;
      case "prepared":
      case "listening":
      case "closed":
      case "failed":
        this.#answer?.(message);
        break;
      case "event":
        this.#options.hosts.deliver(message);
        break;
      case "ask-metrics":
        void this.#options
          .metrics()
          .then((text) => this.send({ type: "metrics", text }));
        break;
      default:
    }
  }

  #onExit(child: unknown, exit: ProcessExit): void {
    if (child !== this.#process || this.#state !== "serving") return;
    const now = performance.now();
    this.#crashes.push(now);
    const delayMs = restartDelay(this.#crashes, now);
    const isLoop = isCrashLoop(this.#crashes, now);
    this.#options.onCrash({ exit, delayMs, isLoop });
    this.#restart = setTimeout(() => void this.#recover(), delayMs);
  }

  async #recover(): Promise<void> {
    if (this.#state !== "serving") return;
    this.#process = this.#take();
    try {
      await this.#boot();
      if (this.#port) await this.listen(this.#port);
    } catch {
      // Its exit is a crash like any other, and starts it again.
    }
  }
}
