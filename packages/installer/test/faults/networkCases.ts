import type { Fault } from "../../../../scripts/services/Fault.ts";
import type { FaultyProxy } from "../../../../scripts/services/startFaultyProxy.ts";
import {
  COMPLETE,
  type Incident,
  NOTHING,
  type Overrides,
  UNTOUCHED,
} from "./observe.ts";
import type { RegistrySource } from "./Source.ts";

interface Ending {
  readonly code: string;
  readonly disk: string;
}

/** What has to come of a fault: in a portal that runs the version before, and in one that has nothing. */
interface Endings {
  readonly update: Ending;
  readonly first: Ending;
}

export interface FaultScene {
  readonly source: RegistrySource;
  /** Another server, which nobody has to ask. */
  readonly stranger: FaultyProxy;
}

/** A fault of the list between a portal and a registry that offers a new version. */
export interface NetworkCase {
  readonly row: number;
  readonly title: string;
  readonly faults: (scene: FaultScene) => readonly Fault[];
  readonly npm?: Endings;
  readonly oci?: Endings;
  readonly overrides?: Overrides;
  readonly incident?: (scene: FaultScene) => Partial<Incident>;
  /** Of requests for the plugin's bytes, in a first installation. */
  readonly tries?: number;
  /** What the refusal's message has to say beside the code. */
  readonly says?: RegExp;
}

/** Refused, and all stays as it was. */
export function refused(code: string): Endings {
  return {
    update: { code, disk: UNTOUCHED },
    first: { code, disk: NOTHING },
  };
}

/** The version before starts from the store, and is told to be stale; without one it is a refusal. */
function stale(code: string): Endings {
  return { ...refused(code), update: { code: "started", disk: UNTOUCHED } };
}

export const INSTALLED: Endings = {
  update: { code: "installed", disk: COMPLETE },
  first: { code: "installed", disk: COMPLETE },
};

/** From either registry. */
export const both = (endings: Endings) => ({ npm: endings, oci: endings });

const IMPATIENT = { headersTimeoutMs: 300, idleTimeoutMs: 300 };

/** The same address, as few would write it. */
const FORBIDDEN = [
  "http://10.0.0.1/x",
  "http://0x0a.1/x",
  "http://[::ffff:a00:1]/x",
  "http://169.254.169.254/latest/meta-data",
  "http://0251.0376.0251.0376/",
];

const down: readonly NetworkCase[] = [
  {
    row: 1,
    title: "the registry is down: every connection is reset",
    faults: () => [{ kind: "reset", match: /./ }],
    ...both(stale("RESOLVE_REGISTRY_UNREACHABLE")),
  },
  ...[500, 503].map((status) => ({
    row: 3,
    title: `${status} for whatever is asked`,
    faults: () => [{ kind: "status", status, match: /./ }] as const,
    ...both(stale("RESOLVE_REGISTRY_ERROR")),
  })),
  {
    row: 3,
    title: "503 for the bytes",
    faults: ({ source }) => [
      { kind: "status", status: 503, match: source.bytes },
    ],
    tries: 3,
    ...both(refused("FETCH_FAILED")),
  },
  {
    row: 3,
    title: "503 twice, then the bytes",
    faults: ({ source }) => [
      { kind: "status", status: 503, match: source.bytes, times: 2 },
    ],
    tries: 3,
    ...both(INSTALLED),
  },
  {
    row: 4,
    title: "429 with a time to wait, then the bytes",
    faults: ({ source }) => [
      {
        kind: "status",
        status: 429,
        headers: { "retry-after": "0" },
        match: source.bytes,
        times: 1,
      },
    ],
    tries: 2,
    ...both(INSTALLED),
  },
  {
    row: 4,
    title: "429 with an hour to wait",
    faults: ({ source }) => [
      {
        kind: "status",
        status: 429,
        headers: { "retry-after": "3600" },
        match: source.bytes,
      },
    ],
    tries: 1,
    ...both(refused("FETCH_FAILED")),
  },
  {
    row: 5,
    title: "no answer for what is asked first",
    faults: ({ source }) => [{ kind: "stall", match: source.document }],
    overrides: { network: IMPATIENT },
    ...both(stale("RESOLVE_REGISTRY_UNREACHABLE")),
  },
  {
    row: 5,
    title: "no answer for the bytes",
    faults: ({ source }) => [{ kind: "stall", match: source.bytes }],
    overrides: { network: IMPATIENT },
    tries: 3,
    ...both(refused("FETCH_TIMEOUT")),
  },
  {
    row: 6,
    title: "a byte now and then",
    faults: ({ source }) => [
      { kind: "drip", everyMs: 20, match: source.bytes },
    ],
    overrides: { network: { totalTimeoutMs: 500 } },
    ...both(refused("FETCH_TIMEOUT")),
  },
];

const transfers: readonly NetworkCase[] = [
  {
    row: 7,
    title: "the connection is always reset",
    faults: ({ source }) => [{ kind: "reset", match: source.bytes }],
    tries: 3,
    ...both(refused("FETCH_FAILED")),
  },
  {
    row: 7,
    title: "the connection is reset twice",
    faults: ({ source }) => [{ kind: "reset", match: source.bytes, times: 2 }],
    tries: 3,
    ...both(INSTALLED),
  },
  {
    row: 7,
    title: "the body is always cut off",
    faults: ({ source }) => [
      { kind: "truncate", after: 5000, match: source.bytes },
    ],
    tries: 3,
    ...both(refused("FETCH_FAILED")),
  },
  {
    row: 7,
    title: "the body is cut off twice",
    faults: ({ source }) => [
      { kind: "truncate", after: 5000, match: source.bytes, times: 2 },
    ],
    tries: 3,
    ...both(INSTALLED),
  },
  {
    row: 8,
    title: "a short body, complete as far as HTTP tells",
    faults: ({ source }) => [
      { kind: "short", length: 5000, match: source.bytes },
    ],
    // A package's document has no size of the tarball: its hash is what tells.
    npm: refused("FETCH_DIGEST_MISMATCH"),
    oci: refused("FETCH_SIZE_MISMATCH"),
  },
  {
    row: 9,
    title: "a body without end",
    faults: ({ source }) => [{ kind: "endless", match: source.bytes }],
    overrides: { network: { maxDownloadBytes: 1024 * 1024 } },
    ...both(refused("FETCH_SIZE_MISMATCH")),
  },
  ...[10, 30_000].map((offset) => ({
    row: 10,
    title: `a bit flipped at ${offset} of the bytes`,
    faults: ({ source }: FaultScene) => [
      { kind: "flip", offset, match: source.bytes } as const,
    ],
    tries: 1,
    ...both(refused("FETCH_DIGEST_MISMATCH")),
  })),
  {
    row: 10,
    title: "a bit flipped in the manifest",
    faults: ({ source }) => [
      { kind: "flip", offset: 30, match: source.document },
    ],
    tries: 0,
    oci: refused("FETCH_DIGEST_MISMATCH"),
  },
  {
    row: 10,
    title: "another hash in the package's document",
    faults: ({ source }) => [
      editDist(source, (dist) => {
        dist["integrity"] = `sha512-${Buffer.alloc(64).toString("base64")}`;
      }),
    ],
    tries: 1,
    npm: refused("FETCH_DIGEST_MISMATCH"),
  },
];

const places: readonly NetworkCase[] = [
  ...FORBIDDEN.flatMap((to): readonly NetworkCase[] => [
    {
      row: 14,
      title: `the bytes are said to be at ${to}`,
      faults: ({ source }) => [{ kind: "redirect", to, match: source.bytes }],
      ...both(refused("FETCH_ADDRESS_FORBIDDEN")),
    },
    {
      row: 14,
      title: `what is asked first leads to ${to}`,
      faults: ({ source }) => [
        { kind: "redirect", to, match: source.document },
      ],
      ...both(stale("RESOLVE_ADDRESS_FORBIDDEN")),
    },
    {
      row: 14,
      title: `the document has its tarball at ${to}`,
      faults: ({ source }) => [
        editDist(source, (dist) => {
          dist["tarball"] = to;
        }),
      ],
      npm: refused("FETCH_ADDRESS_FORBIDDEN"),
    },
    {
      row: 14,
      title: `tokens are to be had at ${to}`,
      faults: ({ source }) => [challenge(source, to)],
      incident: () => ({
        // Who has no credentials asks for a token without.
        disturb: (work) => work.write("home/.docker/config.json", "{}"),
      }),
      oci: stale("RESOLVE_ADDRESS_FORBIDDEN"),
    },
    {
      row: 15,
      title: `tokens for credentials are to be had at ${to}`,
      faults: ({ source }) => [challenge(source, to)],
      oci: refused("RESOLVE_UNAUTHORIZED"),
    },
  ]),
  {
    row: 15,
    title: "401 for whatever is asked",
    faults: () => [{ kind: "status", status: 401, match: /./ }],
    ...both(refused("RESOLVE_UNAUTHORIZED")),
  },
  {
    row: 15,
    title: "401 for the bytes",
    faults: ({ source }) => [
      { kind: "status", status: 401, match: source.bytes },
    ],
    ...both(refused("FETCH_UNAUTHORIZED")),
  },
  {
    row: 15,
    title: "the bytes are at another server, which asks who it is",
    faults: ({ source, stranger }) => [
      { kind: "redirect", to: `${stranger.url}/x`, match: source.bytes },
    ],
    ...both(refused("FETCH_UNAUTHORIZED")),
  },
  {
    row: 15,
    title: "tokens are to be had at another server",
    faults: ({ source, stranger }) => [
      challenge(source, stranger.url.replace("127.0.0.1", "localhost")),
    ],
    oci: refused("RESOLVE_UNAUTHORIZED"),
  },
  {
    row: 16,
    title: "a log-in page for what is asked first",
    says: /http:\/\/127\.0\.0\.1:\d+\/.*answered/,
    faults: ({ source }) => [{ kind: "login", match: source.document }],
    ...both(stale("RESOLVE_REGISTRY_ERROR")),
  },
  {
    row: 16,
    title: "a log-in page for the bytes",
    says: /http:\/\/127\.0\.0\.1:\d+\/.*web page/,
    faults: ({ source }) => [{ kind: "login", match: source.bytes }],
    ...both(refused("FETCH_NOT_AN_ARCHIVE")),
  },
];

type Versions = Record<string, { dist: Record<string, unknown> }>;

/** Another document of a package than the registry's own. */
export function editVersions(
  { document }: RegistrySource,
  change: (versions: Versions, name: string) => void,
): Fault {
  return {
    kind: "json",
    match: document,
    edit: (content) => {
      const { versions, name } = content as {
        readonly versions: Versions;
        readonly name: string;
      };
      change(versions, name);
      return content;
    },
  };
}

function editDist(
  source: RegistrySource,
  change: (dist: Record<string, unknown>) => void,
): Fault {
  return editVersions(source, (versions) => {
    for (const { dist } of Object.values(versions)) change(dist);
  });
}

function challenge({ document }: RegistrySource, realm: string): Fault {
  const header = `Bearer realm="${realm}",service="registry"`;
  return {
    kind: "status",
    status: 401,
    headers: { "www-authenticate": header },
    match: document,
  };
}

export const networkCases: readonly NetworkCase[] = [
  ...down,
  ...transfers,
  ...places,
];
