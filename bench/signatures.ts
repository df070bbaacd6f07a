import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Build,
  BuildService,
} from "../packages/installer/test/buildService.ts";
import { SigningKey } from "../packages/installer/test/signingKey.ts";
import { SigningRegistry } from "../packages/installer/test/signingRegistry.ts";
import { signPlugin } from "../packages/publisher/src/index.ts";
import {
  identityToken,
  startSigstore,
} from "../packages/publisher/test/startSigstore.ts";
import type { Fault } from "../scripts/services/Fault.ts";
import {
  makeTempFolder,
  type TempFolder,
} from "../scripts/services/makeTempFolder.ts";
import { startOciRegistry } from "../scripts/services/startOciRegistry.ts";
import { startVerdaccio } from "../scripts/services/startVerdaccio.ts";
import { measureCold } from "./install/measureCold.ts";
import { publishToOci } from "./install/publishSamples.ts";
import { runTimed } from "./install/runTimed.ts";
import {
  REALISTIC,
  type SamplePlugin,
  writeSamplePlugins,
} from "./install/samplePlugins.ts";
import { type Contender, printRanking, race } from "./race.ts";

const ROUNDS = 7;
const NOTHING = "nothing asked";
const BUILD: Build = {
  issuer: "https://token.actions.example",
  identity: "https://code.example/acme/plugins/release.yml@refs/tags/v1",
  repository: "https://code.example/acme/plugins",
};

/** What it costs to insist on a signature: 30 plugins into an empty store, each time in a fresh process. */
export async function benchSignatures(): Promise<void> {
  const folder = makeTempFolder("bench-signatures");
  try {
    const root = path.join(folder.path, "samples");
    const samples = writeSamplePlugins(root, REALISTIC);
    await benchNpm(folder, samples);
    await benchOci(folder, samples);
  } finally {
    folder.remove();
  }
}

async function benchNpm(
  folder: TempFolder,
  samples: readonly SamplePlugin[],
): Promise<void> {
  const verdaccio = await startVerdaccio();
  const registry = await SigningRegistry.start(verdaccio);
  try {
    const key = new SigningKey();
    const builds = await BuildService.start();
    const integrities = new Map<string, string>();
    const attested: Fault[] = [];
    for (const { name, dir } of samples) {
      const { integrity } = await verdaccio.publish(dir);
      integrities.set(name, integrity);
      const purl = `pkg:npm/${name}@1.0.0`;
      const attestation = await builds.attest(BUILD, { name: purl, integrity });
      attested.push({
        kind: "status",
        status: 200,
        match: new RegExp(`/-/npm/v1/attestations/${name}@`),
        body: JSON.stringify({ attestations: [attestation] }),
      });
    }
    registry.behave(
      {
        edit: ({ versions }) => {
          for (const { name, dist } of Object.values(versions)) {
            const { integrity } = dist;
            dist.signatures = [key.sign(`${name}@1.0.0:${integrity}`)];
            const url = `${registry.url}/-/npm/v1/attestations/${name}@1.0.0`;
            dist.attestations = { url };
          }
        },
      },
      ...attested,
    );
    const files = {
      "keys.json": JSON.stringify({ keys: [key.published()] }),
      "root.json": JSON.stringify(builds.trustedRoot()),
    };
    const { issuer, repository } = BUILD;
    await compare("npm", {
      folder,
      samples,
      references: samples.map(({ name }) => `${name}@1.0.0`),
      registry: registry.url,
      files,
      rules: {
        "the registry's signature": { signer: { keys: "./keys.json" } },
        provenance: { signer: { issuer, repository } },
      },
    });
  } finally {
    await registry.stop();
    await verdaccio.stop();
  }
}

const IDENTITY = "https://code.example/acme/release.yml";
const ISSUER = "https://accounts.acme.example";

/** The same artifacts in three places: not signed, and signed in both of cosign's forms by a key or an identity. */
async function benchOci(
  folder: TempFolder,
  samples: readonly SamplePlugin[],
): Promise<void> {
  const registry = await startOciRegistry();
  const sigstore = await startSigstore();
  try {
    const key = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const env = {
      KEY: key.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      SIGSTORE_ID_TOKEN: identityToken({ sub: IDENTITY, iss: ISSUER }),
    };
    const publish = async (namespace: string, choice?: object) => {
      const published = await publishToOci(registry, samples, namespace);
      const references = published.map(({ reference }) => reference);
      for (const reference of choice ? references : []) {
        await signPlugin({
          reference: reference.replace(/!.*/, ""),
          env,
          homeDir: folder.path,
          password: async () => undefined,
          ...choice,
        });
      }
      return references;
    };
    const services = { fulcioUrl: sigstore.url, rekorUrl: sigstore.url };
    await compare("oci", {
      folder,
      samples,
      references: await publish("plain"),
      registry: "",
      files: {
        "root.json": JSON.stringify(sigstore.trustedRoot()),
        "key.pub": key.publicKey.export({
          type: "spki",
          format: "pem",
        }) as string,
      },
      rules: {
        "a key's signature": {
          signer: { keys: "./key.pub" },
          references: await publish("by-key", { key: "env://KEY" }),
        },
        "an identity's signature": {
          signer: { issuer: ISSUER, identity: IDENTITY },
          references: await publish("by-identity", services),
        },
      },
    });
  } finally {
    await sigstore.stop();
    await registry.stop();
  }
}

interface Scene {
  readonly folder: TempFolder;
  readonly samples: readonly SamplePlugin[];
  readonly references: readonly string[];
  /** The npm registry. */
  readonly registry: string;
  /** Beside the configuration. */
  readonly files: Readonly<Record<string, string>>;
  /** Who has to have signed, by what it is called. */
  readonly rules: Readonly<Record<string, Asked>>;
}

interface Asked {
  readonly signer: object;
  /** Those of the scene where left out. */
  readonly references?: readonly string[];
}

async function compare(source: "npm" | "oci", scene: Scene): Promise<void> {
  const { folder, samples, files: written } = scene;
  for (const [name, content] of Object.entries(written)) {
    writeFileSync(path.join(folder.path, name), content);
  }
  const files = samples.reduce((sum, sample) => sum + sample.files, 0);
  const contenders = Object.entries<Asked | undefined>({
    [NOTHING]: undefined,
    ...scene.rules,
  }).map(([name, asked], index): Contender => {
    const config = path.join(folder.path, `${source}-${index}.yaml`);
    const references = asked?.references ?? scene.references;
    const plugins = references.map((reference) => {
      return { package: reference };
    });
    const signatures = asked && {
      trustedRoot: "./root.json",
      rules: [{ source, mode: "require", signers: [asked.signer] }],
    };
    const dynamicPlugins = { plugins, ...(signatures && { signatures }) };
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({ dynamicPlugins }));
    return {
      name,
      run: () =>
        measureCold(folder, files, (into) =>
          runTimed(process.execPath, [
            fileURLToPath(new URL("install/flyloft.mjs", import.meta.url)),
            config,
            into,
            scene.registry,
          ]),
        ),
    };
  });
  const rankings = await race(contenders, ROUNDS);
  const title = `Install from ${source} and check who signed: ${samples.length} plugins, ${files} files, cold, whole processes, ${ROUNDS} rounds`;
  printRanking(title, rankings, NOTHING);
}
