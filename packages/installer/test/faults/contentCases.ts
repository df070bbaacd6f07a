import type { Fault } from "../../../../scripts/services/Fault.ts";
import { SigningKey } from "../signingKey.ts";
import type { Workspace } from "../workspace.ts";
import {
  type FaultScene,
  INSTALLED,
  type NetworkCase,
  editVersions,
  refused,
} from "./networkCases.ts";
import { NEW, OLD, UNTOUCHED, pack } from "./observe.ts";

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

function requireSignature(work: Workspace): void {
  publish(work, null);
  work.settings = `signatures:
  rules:
    - source: npm
      packages: ["@acme/*"]
      mode: require
      signers: [{ keys: ./keys.json }]`;
}

function publish(work: Workspace, expires: string | null): void {
  const keys = [key.published(expires)];
  work.write("keys.json", JSON.stringify({ keys }));
}

/** Verdaccio signs nothing: signatures are put into what it answers. */
function signed({ source }: FaultScene): Fault {
  return editVersions(source, (versions, name) => {
    for (const [version, { dist }] of Object.entries(versions)) {
      const text = `${name}@${version}:${String(dist["integrity"])}`;
      dist["signatures"] = [key.sign(text)];
    }
  });
}

const signatures: readonly NetworkCase[] = [
  {
    row: 12,
    title: "a signature, as the policy asks",
    faults: (scene) => [signed(scene)],
    incident: (scene) => ({
      prepare: requireSignature,
      healthy: [signed(scene)],
    }),
    npm: INSTALLED,
  },
  {
    row: 12,
    title: "the signature was stripped",
    faults: () => [],
    incident: (scene) => ({
      prepare: requireSignature,
      healthy: [signed(scene)],
    }),
    tries: 0,
    npm: refused("VERIFY_SIGNATURE_MISSING"),
  },
  {
    row: 13,
    title: "the key expired after it signed what runs",
    faults: (scene) => [signed(scene)],
    incident: (scene) => {
      let expired = "";
      return {
        prepare: requireSignature,
        healthy: [signed(scene)],
        bytes: (name) => {
          expired = new Date(Date.now() + 1).toISOString();
          return pack(scene.source, { name, version: NEW });
        },
        disturb: (work) => publish(work, expired),
      };
    },
    tries: 0,
    npm: refused("VERIFY_KEY_EXPIRED"),
  },
  {
    row: 13,
    title: "the key had expired before it ever signed",
    faults: (scene) => [signed(scene)],
    incident: (scene) => ({
      prepare: requireSignature,
      healthy: [signed(scene)],
      disturb: (work) => publish(work, "2024-06-01T00:00:00.000Z"),
    }),
    tries: 0,
    npm: {
      ...refused("VERIFY_KEY_EXPIRED"),
      update: {
        code: "VERIFY_KEY_EXPIRED",
        disk: `${OLD} as before, doesn't start: VERIFY_KEY_EXPIRED`,
      },
    },
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
  npm: refused(code),
  oci: refused(code),
}));

export const contentCases: readonly NetworkCase[] = [
  ...locked,
  ...signatures,
  ...versions,
];
