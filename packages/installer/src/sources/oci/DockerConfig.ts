import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { RegistryFailure } from "./RegistryFailure.ts";

const authSchema = z.looseObject({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});

const configSchema = z.looseObject({
  auths: z.record(z.string(), authSchema).default({}),
  credHelpers: z.record(z.string(), z.string()).default({}),
  credsStore: z.string().optional(),
});

export type DockerAuth = z.infer<typeof authSchema>;
/** What of Docker's `config.json` concerns credentials. */
export type DockerConfig = z.infer<typeof configSchema>;

/** Reads `config.json` of Docker's configuration folder; empty where there is none. */
export async function readDockerConfig(folder: string): Promise<DockerConfig> {
  const file = path.join(folder, "config.json");
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "{}";
    throw unreadable(file, "can't be read", cause);
  });
  try {
    return configSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(file, "is not a Docker configuration", cause);
  }
}

function unreadable(file: string, problem: string, cause: unknown) {
  return new RegistryFailure("helper", `${file} ${problem}`, {
    hint: `Repair ${file}, or remove it and log in again.`,
    cause,
  });
}
