import type { RequestListener } from "node:http";
import type { Config } from "@backstage/config";
import type { Arrivals } from "./compose/Arrivals.ts";
import type { PortalLogger } from "./compose/PortalLogger.ts";
import type { HostTable } from "./isolate/HostTable.ts";
import { readDeadline } from "./readDeadline.ts";
import { Answers } from "./serve/Answers.ts";
import type { Development } from "./serve/development/Development.ts";
import { createHandler } from "./serve/createHandler.ts";
import type { GenerationStream } from "./serve/GenerationStream.ts";
import type { Health } from "./serve/Health.ts";
import { readLegacyFrontend } from "./serve/readLegacyFrontend.ts";
import type { Metrics } from "./serve/Metrics.ts";
import { PluginGate } from "./serve/PluginGate.ts";
import { PortalPage } from "./serve/PortalPage.ts";
import { createRemotes } from "./serve/Remote.ts";
import type { RootRouter } from "./serve/RootRouter.ts";
import { UPSTREAM_PREFIX, upstreamRemotes } from "./serve/upstreamRemotes.ts";
import type { StartMessage } from "./supervisor/messages.ts";

export interface PortalParts {
  readonly config: Config;
  readonly logger: PortalLogger;
  readonly health: Health;
  readonly router: RootRouter;
  readonly arrivals: Arrivals;
  readonly metrics: Metrics;
  readonly stream: GenerationStream;
  readonly development: Development;
  readonly hosts: HostTable;
  readonly frontendConfig: Promise<Readonly<Record<string, unknown>>>;
}

/** What answers a generation's requests: its page, its remotes, and what its plugins mount. */
export function createPortalHandler(
  { generation, paths, formerRemotes }: StartMessage,
  parts: PortalParts,
): RequestListener {
  const { config, router, arrivals, frontendConfig } = parts;
  const gate = new PluginGate({
    arrivals,
    deadlineMs: readDeadline(config),
    has: (path) => router.has(path),
  });
  const answers = new Answers();
  const remotes = createRemotes(generation.plugins, (name) =>
    readLegacyFrontend(config, name),
  );
  const page = new PortalPage({
    appDir: paths.app,
    generation: generation.number,
    remotes,
    frontendConfig,
  });
  router.mount(
    UPSTREAM_PREFIX,
    upstreamRemotes(remotes, answers, baseUrlOf(config)),
  );
  return createHandler({
    ...parts,
    gate,
    answers,
    page,
    remotes,
    formerRemotes,
    appDir: paths.app,
  });
}

/** Where the portal is reached, without a slash at the end. */
export function baseUrlOf(config: Config): string {
  return config.getString("backend.baseUrl").replace(/\/$/, "");
}
