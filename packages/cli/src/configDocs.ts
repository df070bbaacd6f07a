import { describeConfig } from "@flyloft/backend";
import { formatConfigDocs } from "./formatConfigDocs.ts";
import { formatError } from "./formatError.ts";
import type { ConfigDocsCommand } from "./parseArguments.ts";

/** `flyloft config:docs`: prints a reference of the configuration and resolves to the exit code. */
export async function configDocs(command: ConfigDocsCommand): Promise<number> {
  try {
    const location = { cwd: process.cwd(), configFiles: command.configFiles };
    const descriptions = await describeConfig(location, command.package);
    process.stdout.write(
      command.json
        ? `${JSON.stringify(descriptions, null, 2)}\n`
        : formatConfigDocs(descriptions, command.package),
    );
    return 0;
  } catch (error) {
    process.stderr.write(`${formatError(error)}\n`);
    return 1;
  }
}
