import type { WatchedPlugin } from "@flyloft/publisher";
import { BuildBoard } from "../develop/BuildBoard.ts";
import { DevTeller } from "../develop/DevTeller.ts";
import { OverrideSession } from "../develop/OverrideSession.ts";
import { startOwnPortal } from "../develop/startOwnPortal.ts";
import { CommandError } from "../errors.ts";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import type { OptionValues } from "../line/options.ts";
import { connect } from "../portal/connect.ts";
import { foldersOf } from "./forFolders.ts";

/** Where builds and the portal of one's own lie, beside what is developed. */
const WORK_DIR = ".flyloft-dev";

/** `flyloft plugin dev`: resolves when it was asked to end. */
export async function dev(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const teller = new DevTeller(output);
  const ending = endsWhenAsked();
  const board = new BuildBoard(teller);
  const stops: (() => Promise<void>)[] = [() => board.stop()];
  try {
    const plugins = await board.watch(foldersOf(operands), WORK_DIR);
    const isElsewhere =
      options.url !== undefined || options.portal !== undefined;
    if (isElsewhere) tellOfBackends(plugins, teller);
    await untilAborted(board.built, ending.signal);
    if (isElsewhere) {
      const session = await override(board, options, teller);
      stops.push(() => session.end());
      teller.link(session.link);
      await untilAborted(session.ended, ending.signal);
    } else {
      await developHere({ board, options, teller, stops }, ending.signal);
    }
    return EXIT.done;
  } catch (error) {
    if (ending.signal.aborted) return EXIT.done;
    throw error;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

interface Here {
  readonly board: BuildBoard;
  readonly options: OptionValues;
  readonly teller: DevTeller;
  readonly stops: (() => Promise<void>)[];
}

/** In a portal of its own, which shows frontends as they are written to everybody. */
async function developHere(
  { board, options, teller, stops }: Here,
  signal: AbortSignal,
): Promise<void> {
  const { plugins } = board;
  let isOutdated = false;
  board.onWhole = () => (isOutdated = true);
  const own = { dir: WORK_DIR, plugins, options, signal, teller };
  const portal = await startOwnPortal(own);
  stops.push(() => portal.stop());
  board.onWhole = () => portal.reload(board);
  if (isOutdated) portal.reload(board);
  if (plugins.some(({ side }) => side === "frontend")) {
    const config = [portal.configFile];
    const session = await override(board, { config }, teller);
    stops.push(() => session.end());
  }
  teller.ready(portal.url, plugins);
  await untilAborted(new Promise<void>(() => undefined), signal);
}

async function override(
  board: BuildBoard,
  { portal, ...options }: OptionValues,
  teller: DevTeller,
): Promise<OverrideSession> {
  const named = portal === undefined ? options : { config: [portal] };
  const frontends = board.plugins.filter(({ side }) => side === "frontend");
  const session = await OverrideSession.begin(
    connect(named),
    frontends.map(({ name }) => name),
    teller,
  );
  board.onCode = (plugin) => session.show(plugin);
  board.onProblems = (problems) => session.tell(problems);
  await Promise.all(frontends.map((plugin) => session.show(plugin)));
  return session;
}

/** Frontends call the portal's backend; a backend of one's own isn't brought into a portal of others. */
function tellOfBackends(
  plugins: readonly WatchedPlugin[],
  teller: DevTeller,
): void {
  const names = plugins
    .filter(({ side }) => side === "backend")
    .map(({ name }) => name);
  if (names.length === 0) return;
  const hint =
    "Bring a backend with flyloft plugin pack and flyloft install, or leave --url out for a portal of your own.";
  if (names.length === plugins.length) {
    throw new CommandError(
      "COMMAND_BACKEND_NOT_SHOWN",
      `${names.join(", ")}: only frontends can be shown instead of a running portal's own.`,
      { hint },
    );
  }
  teller.note(
    `The portal's own backend answers, not ${names.join(", ")}.`,
    hint,
  );
}

function endsWhenAsked(): AbortController {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (ending.signal.aborted) process.exit(130);
      ending.abort();
    });
  }
  return ending;
}

/** @throws the signal's reason where that comes first */
async function untilAborted(
  work: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
