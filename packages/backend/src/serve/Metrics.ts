import { createRequire } from "node:module";
import type { Registry } from "prom-client";
import type * as Prometheus from "prom-client";
import type { Arrivals } from "../compose/Arrivals.ts";
import type { PluginTimes } from "../Narrator.ts";
import { type MetricsSource, registerPluginMetrics } from "./pluginMetrics.ts";
import { RequestMetrics } from "./RequestMetrics.ts";
import type { RequestNumbers } from "./requestNumbers.ts";
import type { Exchange } from "./Route.ts";

const hostRequire = createRequire(import.meta.url);

export interface MetricsOptions {
  readonly generation: number;
  readonly arrivals: Arrivals;
  /** The supervisor's own metrics as text, with names that aren't among ours. Empty where it doesn't answer in time. */
  supervisorMetrics(): Promise<string>;
}

/**
 * The metrics of a generation's process in Prometheus' text format: its requests, its plugins and the process itself,
 * with those of the supervisor behind. The library is loaded when numbers are first wanted, since the start can't wait.
 */
export class Metrics {
  readonly #options: MetricsOptions;
  readonly #requests: RequestMetrics;
  #source: MetricsSource | undefined;
  #registry: Registry | undefined;

  constructor(options: MetricsOptions) {
    this.#options = options;
    this.#requests = new RequestMetrics(options.arrivals, () => this.#load());
  }

  /** Says where to ask for plugins. Until then there are none. */
  watch(source: MetricsSource): void {
    this.#source = source;
  }

  track(exchange: Exchange): void {
    this.#requests.track(exchange);
  }

  /** What requests to a plugin were like, by its id. */
  async requestsOf(plugin: string): Promise<RequestNumbers | undefined> {
    return this.#requests.numbersOf(plugin.toLowerCase());
  }

  get contentType(): string {
    return this.#load().contentType;
  }

  async text(): Promise<string> {
    const [own, supervisor] = await Promise.all([
      this.#load().metrics(),
      this.#options.supervisorMetrics().catch(() => ""),
    ]);
    return supervisor === "" ? own : `${own.trimEnd()}\n\n${supervisor}`;
  }

  #load(): Registry {
    if (this.#registry) return this.#registry;
    const prometheus = hostRequire("prom-client") as typeof Prometheus;
    const registry = new prometheus.Registry();
    this.#registry = registry;
    prometheus.collectDefaultMetrics({ register: registry });
    this.#requests.register(prometheus, registry);
    registerPluginMetrics(prometheus, registry, {
      generation: this.#options.generation,
      plugins: () => this.#source?.plugins() ?? [],
      times: () => this.#source?.times() ?? new Map<string, PluginTimes>(),
    });
    return registry;
  }
}
