import type { ServiceFactory } from "@backstage/backend-plugin-api";
import { ConfigReader } from "@backstage/config";
import type { EventParams, EventsService } from "@backstage/plugin-events-node";
import { BackendError } from "../errors.ts";
import type { EventMessage } from "../supervisor/messages.ts";

/** The parts of upstream's events service factory that are called here. */
interface EventsFactory {
  createRootContext(deps: object): Promise<EventsService>;
  factory(deps: EventsDeps, bus: EventsService): Promise<EventsService>;
}

interface EventsDeps {
  readonly pluginMetadata: { getId(): string };
}

/**
 * Carries the events of Backstage's events service between the processes of a generation: what is published here goes
 * out, and what comes in reaches this process's subscribers, without going out again. For portals without Backstage's
 * events backend, which does this itself.
 */
export class EventBridge {
  readonly #send: (event: EventMessage) => void;
  readonly #bridged = new WeakMap<ServiceFactory, ServiceFactory>();
  #bus: EventsService | undefined;

  constructor(send: (event: EventMessage) => void) {
    this.#send = send;
  }

  /** Upstream's factory of the events service with the bridge in it; the same for the same. */
  bridge(factory: ServiceFactory): ServiceFactory {
    const known = this.#bridged.get(factory);
    if (known) return known;
    const original = factory as unknown as EventsFactory;
    const bridged = {
      ...factory,
      createRootContext: async (deps: object) => {
        this.#bus = await original.createRootContext({
          ...deps,
          config: WITHOUT_BACKEND,
        });
        return this.#bus;
      },
      factory: async (deps: EventsDeps, bus: EventsService) =>
        this.#wrap(
          await original.factory(deps, bus),
          deps.pluginMetadata.getId(),
        ),
    } as unknown as ServiceFactory;
    this.#bridged.set(factory, bridged);
    return bridged;
  }

  /** Gives an event of another process to the subscribers of this one. */
  receive({ topic, payload, metadata }: EventMessage): void {
    // Subscribers that throw are logged by upstream's bus.
    void this.#bus?.publish({
      topic,
      eventPayload: payload,
      ...(metadata && { metadata }),
    });
  }

  #wrap(service: EventsService, pluginId: string): EventsService {
    return {
      publish: async (params) => {
        const message = toMessage(params, pluginId);
        await service.publish(params);
        this.#send(message);
      },
      subscribe: (options) => service.subscribe(options),
    };
  }
}

/** Spares each plugin a request to a backend that is not there. */
const WITHOUT_BACKEND = new ConfigReader({ events: { useEventBus: "never" } });

/** The payload as JSON would carry it, which is how Backstage's events backend carries it. */
function toMessage(
  { topic, eventPayload, metadata }: EventParams,
  pluginId: string,
): EventMessage {
  try {
    const json = JSON.stringify(eventPayload) as string | undefined;
    if (json === undefined) throw new TypeError("it has no form in JSON");
    const payload = JSON.parse(json) as unknown;
    return { type: "event", topic, payload, metadata: plain(metadata) };
  } catch (cause) {
    throw new BackendError(
      "COMPOSE_EVENT_NOT_JSON",
      `The plugin '${pluginId}' published an event of the topic '${topic}' whose payload is not JSON: ${(cause as Error).message}.`,
      {
        hint: "Events reach plugins in other processes, so their payload has to be JSON, as Backstage's own event bus asks too.",
        cause,
      },
    );
  }
}

function plain(metadata: EventParams["metadata"]): EventMessage["metadata"] {
  if (!metadata) return undefined;
  return Object.fromEntries(
    Object.entries(metadata).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined,
    ),
  );
}
