import type { Gauge, Registry } from "prom-client";
import type * as Prometheus from "prom-client";
import type { Arrivals } from "../compose/Arrivals.ts";
import { pluginIdOf } from "../compose/UnitRoutes.ts";
import {
  readRequestNumbers,
  type RequestNumbers,
  type RequestSeries,
} from "./requestNumbers.ts";
import type { Exchange } from "./Route.ts";

/** In place of a plugin's id. No id has an underscore. */
const PORTAL = "_portal";
const UNKNOWN = "_unknown";
/** What nginx calls a client that left before its answer. */
const CLIENT_LEFT = "499";
/** Seconds: from an answer out of memory to one that waits for another service. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Answers that are kept until somebody wants numbers, before the library that counts is loaded. */
const EARLY_LIMIT = 1000;

interface Answered {
  readonly plugin: string;
  readonly method: string;
  readonly code: string;
  /** Undefined for streams, which last as long as somebody listens. */
  readonly seconds: number | undefined;
}

/** Counts requests by the plugin that they go to. Whoever asks can't make more series than there are plugins. */
export class RequestMetrics {
  readonly #arrivals: Arrivals;
  readonly #inFlight = new Map<string, number>();
  readonly #load: () => Registry;
  readonly #early: Answered[] = [];
  #series: RequestSeries | undefined;

  /** `load` makes the registry and has {@link register} called. */
  constructor(arrivals: Arrivals, load: () => Registry) {
    this.#arrivals = arrivals;
    this.#load = load;
  }

  track(exchange: Exchange): void {
    const { request, response } = exchange;
    const started = performance.now();
    const { method = "", url = "" } = request;
    const plugin = this.#labelOf(url);
    this.#inFlight.set(plugin, (this.#inFlight.get(plugin) ?? 0) + 1);
    response.once("close", () => {
      this.#inFlight.set(plugin, (this.#inFlight.get(plugin) ?? 1) - 1);
      const seconds = (performance.now() - started) / 1000;
      this.#answered({
        plugin: this.#labelOf(url),
        method,
        code: response.writableFinished
          ? String(response.statusCode)
          : CLIENT_LEFT,
        seconds: isStream(exchange) ? undefined : seconds,
      });
    });
  }

  register({ Counter, Gauge, Histogram }: typeof Prometheus, to: Registry) {
    const registers = [to];
    const inFlight = this.#inFlight;
    this.#series = {
      total: new Counter({
        name: "flyloft_http_requests_total",
        help: "Requests that were answered, by plugin.",
        labelNames: ["plugin", "method", "code"],
        registers,
      }),
      duration: new Histogram({
        name: "flyloft_http_request_duration_seconds",
        help: "Time from a request to the end of its answer, but for streams.",
        labelNames: ["plugin"],
        buckets: BUCKETS,
        registers,
      }),
    };
    const inFlightGauge = new Gauge({
      name: "flyloft_http_requests_in_flight",
      help: "Requests that are being answered.",
      labelNames: ["plugin"],
      registers: [],
      collect(this: Gauge) {
        for (const [plugin, count] of inFlight) this.set({ plugin }, count);
      },
    });
    to.registerMetric(inFlightGauge);
    for (const answered of this.#early.splice(0)) this.#answered(answered);
  }

  /** What requests to a plugin were like, by its id. */
  async numbersOf(plugin: string): Promise<RequestNumbers | undefined> {
    if (!this.#series) this.#load();
    return this.#series && readRequestNumbers(this.#series, plugin);
  }

  #answered(answered: Answered): void {
    if (!this.#series) {
      this.#early.push(answered);
      if (this.#early.length >= EARLY_LIMIT) this.#load();
      return;
    }
    const { plugin, method, code, seconds } = answered;
    this.#series.total.labels(plugin, method, code).inc();
    if (seconds === undefined) return;
    this.#series.duration.labels(plugin).observe(seconds);
  }

  #labelOf(url: string): string {
    const id = pluginIdOf(url);
    if (id === undefined) return PORTAL;
    return this.#arrivals.ownerOf(id) === undefined ? UNKNOWN : id;
  }
}

/** What a client asked for tells too: of answers of plugins with processes of their own the headers aren't kept. */
function isStream({ request, response }: Exchange): boolean {
  return [request.headers.accept, response.getHeader("content-type")].some(
    (type) => String(type).startsWith("text/event-stream"),
  );
}
