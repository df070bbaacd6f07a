import { ConfigReader } from "@backstage/config";
import { readDeadline } from "../readDeadline.ts";
import type { DataFolder } from "./DataFolder.ts";
import type { Assembly } from "./assembleGeneration.ts";
import type { Generation } from "./Generation.ts";
import { appFolder, configSchemaFile, readPortalFacts } from "./hostFiles.ts";
import { bridgesEvents } from "./hosts/bridgesEvents.ts";
import type { Machine } from "./hosts/detectMechanisms.ts";
import { planHosts } from "./hosts/planHosts.ts";
import { PluginHosts } from "./hosts/PluginHosts.ts";
import { ListeningPort } from "./ListeningPort.ts";
import type { FormerRemote, VisibilityMessage } from "./messages.ts";
import { readVisibility } from "./readVisibility.ts";
import { isSecret } from "./schemas/decideVisibility.ts";
import {
  type GenerationOptions,
  RunningGeneration,
} from "./RunningGeneration.ts";
import { pickStaticPlugins } from "./staticPlugins.ts";

type Start = Pick<
  GenerationOptions,
  "heartbeatMs" | "takeProcess" | "onCrash" | "metrics" | "answer"
>;

export interface StartOptions extends Start {
  readonly generation: Generation;
  readonly config: Assembly["config"];
  /** Values that must never reach a log, beside those that schemas call so. */
  readonly secrets?: Assembly["secrets"] | undefined;
  readonly data: DataFolder;
  /** Asked where a plugin is to be isolated: to find out takes a moment. */
  machine(): Promise<Machine>;
  /** Of host processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly formerRemotes: readonly FormerRemote[];
  readonly patienceMs: number | undefined;
  readonly careful: boolean;
  readonly takesInventory?: boolean;
}

const BARE_MACHINE: Machine = {
  available: [],
  missing: {},
  hasDeathSignal: false,
};

/** Starts the processes of a generation. They answer on its internal address only. */
export async function startGeneration(
  options: StartOptions,
): Promise<RunningGeneration> {
  const { config, data, formerRemotes, patienceMs, careful } = options;
  const isolates = options.generation.plugins.some(
    ({ isolation }) => isolation && isolation.tier !== "none",
  );
  const machine = isolates ? await options.machine() : BARE_MACHINE;
  const plans = planHosts(options.generation.plugins, machine);
  const generation = { ...options.generation, plugins: plans.plugins };
  const internal = await ListeningPort.bind({ host: "127.0.0.1", port: 0 });
  const internalUrl = `http://127.0.0.1:${internal.address.port}`;
  const visibility = whatToShow(generation, options);
  const staticPlugins = pickStaticPlugins(config);
  const deadlineMs = readDeadline(ConfigReader.fromConfigs([...config]));
  const hosts = new PluginHosts({
    ...options,
    machine,
    plans,
    generation: generation.number,
    staticPlugins,
    visibility,
    internalUrl,
    deadlineMs,
    bridgesEvents: bridgesEvents(generation.plugins, config),
    onChange: (message) => running.onHost(message),
    onEvent: (event, fromId) => running.onEvent(event, fromId),
    onLogs: (message) => running.send(message),
  });
  const running: RunningGeneration = new RunningGeneration({
    ...options,
    deadlineMs,
    internal,
    hosts,
    visibility,
    start: {
      type: "start",
      generation,
      config,
      portal: readPortalFacts(),
      paths: {
        app: appFolder(),
        codeCache: data.codeCache,
        uploads: data.uploads,
        development: data.development,
      },
      staticPlugins,
      formerRemotes,
      internalUrl,
      patienceMs,
      careful,
      takesInventory: options.takesInventory,
      hosts: hosts.links,
    },
  });
  return running;
}

/** Whoever waits for it hears why it can't be told. */
function whatToShow(
  generation: Generation,
  { config, secrets = [] }: StartOptions,
): Promise<VisibilityMessage> {
  const visibility = readVisibility(
    { ...generation, configs: config },
    configSchemaFile(),
  ).then((message) => ({
    ...message,
    secrets: [...message.secrets, ...secrets.filter(isSecret)],
  }));
  visibility.catch(() => undefined);
  return visibility;
}
