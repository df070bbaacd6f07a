import { openAsBlob } from "node:fs";
import path from "node:path";
import type { ManagementClient } from "@flyloft/management";
import { CommandError } from "../errors.ts";
import { formatBytes } from "../output/LiveLines.ts";
import type { Output } from "../output/Output.ts";
import { ask } from "./ask.ts";

/** Brings an archive to the portal, which examines it. Resolves to the upload's id. */
export async function uploadArchive(
  client: ManagementClient,
  file: string,
  output: Output,
): Promise<string> {
  const type = /\.zip$/i.test(file) ? "application/zip" : "application/gzip";
  const blob = await openAsBlob(file, { type }).catch((cause: Error) => {
    throw new CommandError(
      "COMMAND_FILE_UNREADABLE",
      `${file} can't be read: ${cause.message}`,
      { hint: "Look whether the path is right.", cause },
    );
  });
  output.remark(
    output.errorPaint.dim(`  upload   ${file} (${formatBytes(blob.size)})`),
  );
  const { id } = await ask(
    client.POST("/uploads", {
      params: { query: { filename: path.basename(file) } },
      headers: { "content-type": type },
      // The description has bodies of bytes as text.
      body: blob as unknown as string,
      bodySerializer: (body) => body as unknown as Blob,
    }),
  );
  return id;
}
