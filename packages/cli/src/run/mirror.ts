import { homedir } from "node:os";
import { mirrorPortal } from "@flyloft/backend";
import { type MirrorPlace, readMirrorPlace } from "@flyloft/installer";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { Mistake } from "../line/Mistake.ts";
import { formatMirror } from "../output/formatMirror.ts";
import { MirrorProgress } from "../output/MirrorProgress.ts";

/** `flyloft mirror`: copies what the lockfile names, or a mirror to another place. */
export async function mirror({
  operands,
  options,
  output,
}: Invocation): Promise<number> {
  const { config: configFiles = [], from, "dry-run": dryRun = false } = options;
  if (from !== undefined && dryRun) {
    throw new Mistake("--from copies a mirror whole; --dry-run goes without.");
  }
  const { onEvent } = new MirrorProgress(output.terminal);
  const result = await mirrorPortal({
    configFiles,
    cwd: process.cwd(),
    env: process.env,
    homeDir: homedir(),
    target: readPlace(operands[0] ?? ""),
    from: from === undefined ? undefined : readPlace(from),
    dryRun,
    onMirror: onEvent,
  });
  output.tell(result, () => formatMirror(result, output.paint));
  return result.failed.length === 0 ? EXIT.done : EXIT.failed;
}

function readPlace(given: string): MirrorPlace {
  const place = readMirrorPlace(given, process.cwd());
  if (place) return place;
  throw new Mistake(
    `'${given}' is no place of a mirror: name a folder or oci://registry/repository.`,
  );
}
