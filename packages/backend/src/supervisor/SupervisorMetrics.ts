import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { PortalEvent } from "./PortalEvent.ts";

/** A process of the portal, as its supervisor sees it. */
export interface MeasuredProcess {
  /** `backend`, or the id of the isolated plugin. */
  readonly name: string;
  readonly generation: number;
  /** Resident, in bytes. */
  readonly memory: number | undefined;
  readonly restarts: number;
  readonly isUp: boolean;
}

const CHANGE_SECONDS = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60];

/** What only the supervisor knows, over all generations: https://prometheus.io/docs/practices/naming */
export class SupervisorMetrics {
  readonly #registry = new Registry();
  readonly #changes: Counter<"result">;
  readonly #durations: Histogram;
  readonly #crashes: Counter;

  constructor(processes: () => readonly MeasuredProcess[]) {
    const registers = [this.#registry];
    this.#changes = new Counter({
      name: "flyloft_generation_changes_total",
      help: "Changes that were taken over (active) or not (rejected)",
      labelNames: ["result"],
      registers,
    });
    this.#durations = new Histogram({
      name: "flyloft_generation_change_duration_seconds",
      help: "From when a change began to when it had all new connections",
      buckets: CHANGE_SECONDS,
      registers,
    });
    this.#crashes = new Counter({
      name: "flyloft_backend_crashes_total",
      help: "Backend processes that ended while they served",
      registers,
    });
    for (const [name, help, read] of GAUGES) {
      registers[0]?.registerMetric(
        new Gauge({
          name,
          help,
          labelNames: ["process", "generation"],
          registers: [],
          collect() {
            this.reset();
            for (const each of processes()) {
              const value = read(each);
              const { name: process, generation } = each;
              if (value !== undefined) this.set({ process, generation }, value);
            }
          },
        }),
      );
    }
  }

  count(event: PortalEvent): void {
    if (event.type === "crashed") this.#crashes.inc();
    else this.#changes.inc({ result: event.type });
    if (event.type === "active") {
      this.#durations.observe(event.durationMs / 1000);
    }
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

const GAUGES: readonly (readonly [
  name: string,
  help: string,
  read: (process: MeasuredProcess) => number | undefined,
])[] = [
  [
    "flyloft_process_memory_bytes",
    "Resident memory of a process",
    ({ memory }) => memory,
  ],
  [
    "flyloft_process_restarts",
    "Times that a process was started again in its generation",
    ({ restarts }) => restarts,
  ],
  ["flyloft_process_up", "Whether a process answers", ({ isUp }) => +isUp],
];
