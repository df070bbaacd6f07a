import { buildRemote } from "./buildRemote.ts";
import type { BuildAnswer } from "./BuildOutcome.ts";
import type { BuildRequest, ProcessRequest } from "./BuildRequest.ts";
import { watchRemote } from "./watchRemote.ts";

/**
 * The process that builds: it reads one request over its channel, answers, and ends with its parent at the latest. Asked
 * to watch, it answers after every build, and goes on.
 */
process.on("disconnect", () => process.exit(1));
process.once("message", (request: ProcessRequest) => {
  if (request.kind === "watch") {
    watchRemote(request, (answer) => void process.send?.(answer));
    return;
  }
  void build(request)
    .catch(failed)
    .then((answer) => {
      process.send?.(answer, () => process.exit(0));
    });
});

async function build(request: BuildRequest): Promise<BuildAnswer> {
  if (request.kind === "remote") return buildRemote(request);
  // Only schemas need TypeScript's compiler and what else it takes to read them.
  const { compileSchema } = await import("./compileSchema.ts");
  return compileSchema(request);
}

function failed(error: unknown): BuildAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return { status: "failed", problems: [{ file: undefined, message }] };
}
