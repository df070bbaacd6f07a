import type { Fault } from "../../../../scripts/services/Fault.ts";
import { signImage } from "../imageSigner.ts";
import { SigningKey } from "../signingKey.ts";
import type { Workspace } from "../workspace.ts";
import {
  type FaultScene,
  INSTALLED,
  type NetworkCase,
  both,
  editVersions,
  refused,
} from "./networkCases.ts";
import { type Incident, NEW, OLD, UNTOUCHED, pack } from "./observe.ts";

const FROZEN = { frozen: true };

/** Of a portal that is to run what its lockfile says, and nothing else. */
const locked: readonly NetworkCase[] = [
  {
    row: 11,
    title: "the tag was moved, frozen: what is locked is taken",
    faults: () => [],
    overrides: FROZEN,
    incident: () => ({ isLocked: true }),
    npm: {
      update: { code: "installed", disk: UNTOUCHED },
      first: { code: "installed", disk: `${OLD} complete, starts` },
    },
    oci: {
      update: { code: "installed", disk: UNTOUCHED },
      first: { code: "installed", disk: `${OLD} complete, starts` },
    },
  },
  {
    row: 11,
    title: "other bytes under the locked version, frozen",
    says: /sha512-.*sha512-/,
    faults: ({ source }) => [
      editVersions(source, (versions) => {
        versions[OLD]!.dist = versions[NEW]!.dist;
      }),
    ],
    overrides: FROZEN,
    incident: () => ({ isLocked: true }),
    npm: {
      ...refused("RESOLVE_LOCK_CHANGED"),
      update: { code: "installed", disk: UNTOUCHED },
    },
  },
  {
    row: 11,
    title: "another manifest under the locked digest, frozen",
    says: /sha256:.*sha256:/,
    faults: () => [
      {
        kind: "redirect",
        match: /\/manifests\/sha256:/,
        to: "stable",
      },
    ],
    overrides: FROZEN,
    incident: () => ({ isLocked: true }),
    oci: {
      ...refused("FETCH_DIGEST_MISMATCH"),
      update: { code: "installed", disk: UNTOUCHED },
    },
  },
];

const key = new SigningKey();

function publish(work: Workspace, expires: string | null): void {
  const keys = [key.published(expires)];
  work.write("keys.json", JSON.stringify({ keys }));
}

const REPOSITORIES = {
  npm: `packages: ["@acme/*"]`,
  oci: `repositories: ["*/acme/*"]`,
};

/** A policy that asks for a signature, and versions that have one. */
function signing(
  scene: FaultScene,
  { isStripped = false } = {},
): Partial<Incident> {
  const { via, proxy, signer } = scene.source;
  return {
    prepare: (work) => {
      publish(work, null);
      work.settings = `signatures:
  rules:
    - source: ${via}
      ${REPOSITORIES[via]}
      mode: require
      signers: [{ keys: ./keys.json }]`;
    },
    healthy: signatureFaults(scene),
    offered: async ({ name, version, integrity }) => {
      if (isStripped && version === NEW) return;
      const repository = `acme/${name}`;
      const claim = { digest: integrity, name: `${proxy.host}/${repository}` };
      const signature = signImage("bundle", key, claim);
      await signer?.leave(repository, integrity, [signature]);
    },
  };
}

/** Verdaccio signs nothing: signatures are put into what it answers. Those of artifacts lie in the registry. */
function signatureFaults({ source }: FaultScene): readonly Fault[] {
  if (source.via === "oci") return [];
  const signed = editVersions(source, (versions, name) => {
    for (const [version, { dist }] of Object.entries(versions)) {
      const text = `${name}@${version}:${String(dist["integrity"])}`;
      dist["signatures"] = [key.sign(text)];
    }
  });
  return [signed];
}

const signatures: readonly NetworkCase[] = [
  {
    row: 12,
    title: "a signature, as the policy asks",
    faults: signatureFaults,
    incident: (scene) => signing(scene),
    ...both(INSTALLED),
  },
  {
    row: 12,
    title: "the signature was stripped",
    faults: () => [],
    incident: (scene) => signing(scene, { isStripped: true }),
    ...both(refused("VERIFY_SIGNATURE_MISSING")),
  },
  {
    row: 13,
    title: "the key expired after it signed what runs",
    faults: signatureFaults,
    incident: (scene) => {
      let expired = "";
      return {
        ...signing(scene),
        bytes: (name) => {
          expired = new Date(Date.now() + 1).toISOString();
          return pack(scene.source, { name, version: NEW });
        },
        disturb: (work) => publish(work, expired),
      };
    },
    ...both(refused("VERIFY_KEY_EXPIRED")),
  },
  {
    row: 13,
    title: "the key had expired before it ever signed",
    faults: signatureFaults,
    incident: (scene) => ({
      ...signing(scene),
      disturb: (work) => publish(work, "2024-06-01T00:00:00.000Z"),
    }),
    ...both({
      ...refused("VERIFY_KEY_EXPIRED"),
      update: {
        code: "VERIFY_KEY_EXPIRED",
        disk: `${OLD} as before, doesn't start: VERIFY_KEY_EXPIRED`,
      },
    }),
  },
];

/** What is wrong with the new version itself. */
const versions: readonly NetworkCase[] = [
  {
    row: 24,
    title: "a manifest of the wrong form",
    fields: { version: "two" },
    code: "VERIFY_MANIFEST_INVALID",
    says: /package\.json: .*version/,
  },
  {
    row: 24,
    title: "no role of a plugin",
    fields: { backstage: { role: "cli" } },
    code: "VERIFY_NOT_A_PLUGIN",
  },
  {
    row: 25,
    title: "made for another host",
    fields: { engines: { node: ">=99" } },
    code: "VERIFY_INCOMPATIBLE",
  },
].map(({ row, title, fields, code, says }): NetworkCase => ({
  row,
  title,
  ...(says && { says }),
  faults: () => [],
  incident: ({ source }) => ({
    bytes: (name) => pack(source, { name, version: NEW, fields }),
  }),
  ...both(refused(code)),
}));

export const contentCases: readonly NetworkCase[] = [
  ...locked,
  ...signatures,
  ...versions,
];
