import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { InstallRequest, ManagementClient } from "@flyloft/management";
import { parseReference } from "@flyloft/plugin-core";
import { CommandError } from "../errors.ts";
import type { Invocation } from "../line/CommandSpec.ts";
import { Mistake } from "../line/Mistake.ts";
import { uploadArchive } from "./uploadArchive.ts";

type Located = Pick<InstallRequest, "reference" | "upload" | "directory">;

/** What the portal is to install: a reference as it stands, a folder on its machine, or an archive that is uploaded. */
export async function locatePackage(
  client: ManagementClient,
  given: string,
  { options, output }: Pick<Invocation, "options" | "output">,
): Promise<Located> {
  const reference = parseReference(given);
  const isArchive = /\.(?:zip|tgz|tar\.gz)$/i.test(given);
  // A file that is there needs no ./ before its name.
  if (!reference || (isArchive && reference.kind === "npm")) {
    if (isArchive && existsSync(given)) return upload(given);
    throw new Mistake(`'${given}' is no reference of a package.`);
  }
  if (reference.kind !== "archive" && reference.kind !== "folder") {
    return { reference: given };
  }
  const file = path.resolve(reference.path.replace(/^~(?=\/)/, homedir()));
  if (reference.kind === "archive" && !isFolder(file)) return upload(file);
  if (options.url !== undefined && !path.isAbsolute(reference.path)) {
    throw new CommandError(
      "COMMAND_FOLDER_REMOTE",
      `${given} is a folder here, and the portal is elsewhere.`,
      {
        hint: "Pack it with npm pack and install the archive. An absolute path names a folder on the portal's machine.",
      },
    );
  }
  return { directory: file };

  async function upload(archive: string): Promise<Located> {
    return { upload: await uploadArchive(client, archive, output) };
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
