import { writeFileSync } from "node:fs";
import path from "node:path";
import { findBinary } from "./findBinary.ts";
import { makeTempFolder } from "./makeTempFolder.ts";
import { type ArtifactOptions, pushArtifact } from "./pushArtifact.ts";
import { RegistryWriter } from "./RegistryWriter.ts";
import { startProcess } from "./startProcess.ts";
import { startTokenServer, type TokenServer } from "./startTokenServer.ts";

export interface OciRegistryOptions {
  /** `none` where left out. */
  readonly auth?: "none" | "basic" | "bearer";
  /** With `bearer`: who has no credentials may pull. */
  readonly anonymousPull?: boolean;
}

export interface OciRegistryService {
  /** `127.0.0.1:<port>`, as in a reference. */
  readonly host: string;
  readonly url: string;
  /** What `basic` and `bearer` accept. */
  readonly user: { readonly name: string; readonly password: string };
  /** With `bearer`: the requests that its token server got. */
  readonly tokenRequests: readonly string[];
  /** Puts an artifact together and pushes it; answers its digest. */
  pushArtifact(artifact: ArtifactOptions): Promise<{ digest: string }>;
  /** The end of its log. */
  log(): string;
  stop(): Promise<void>;
}

// bcrypt of `correct-horse`, the one form that the registry reads; a throw-away password of throw-away registries.
const USER = { name: "flyloft", password: "correct-horse" };
const HTPASSWD =
  "flyloft:$2a$04$4L2EV3uTpO361TYx5j.4se6KsGZYO4TeACOtzCa/PmMgsaTb0iIBu\n";

/** Debian's docker-registry on a loopback port of its own, empty. */
export async function startOciRegistry(
  options: OciRegistryOptions = {},
): Promise<OciRegistryService> {
  const command = findBinary("docker-registry", "docker-registry");
  const folder = makeTempFolder("oci-registry");
  const tokens =
    options.auth === "bearer"
      ? await startTokenServer({ ...options, folder: folder.path, user: USER })
      : undefined;
  const cleanUp = async () => {
    await tokens?.stop();
    folder.remove();
  };
  const configFile = path.join(folder.path, "config.yml");
  const config = createConfig(folder.path, options.auth, tokens);
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config));
  const server = await startProcess({
    name: "docker-registry",
    command,
    args: ["serve", configFile],
    ready: /listening on 127\.0\.0\.1:(\d+)/,
    cwd: folder.path,
    env: { ...process.env, OTEL_TRACES_EXPORTER: "none" },
  }).catch(async (error: unknown) => {
    await cleanUp();
    throw error;
  });
  const host = `127.0.0.1:${server.ready[1]}`;
  const url = `http://${host}`;
  const writer = new RegistryWriter(url, USER);
  return {
    host,
    url,
    user: USER,
    tokenRequests: tokens?.requests ?? [],
    pushArtifact: (artifact) => pushArtifact(writer, artifact),
    log: server.log,
    stop: () => server.stop().finally(cleanUp),
  };
}

function createConfig(
  folder: string,
  auth: OciRegistryOptions["auth"],
  tokens: TokenServer | undefined,
) {
  const htpasswd = path.join(folder, "htpasswd");
  writeFileSync(htpasswd, HTPASSWD);
  return {
    version: 0.1,
    log: { level: "info", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: path.join(folder, "storage") },
      delete: { enabled: true },
    },
    http: { addr: "127.0.0.1:0", relativeurls: true, secret: "not-a-secret" },
    ...(auth === "basic" && {
      auth: { htpasswd: { realm: "flyloft", path: htpasswd } },
    }),
    ...(tokens && {
      auth: {
        token: {
          realm: tokens.realm,
          service: tokens.service,
          issuer: tokens.issuer,
          rootcertbundle: tokens.certificate,
        },
      },
    }),
  };
}
