import { createHash } from "node:crypto";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fulcioHandler, rekorHandler } from "@sigstore/mock";
import {
  createServices,
  trustedRootOf,
} from "../../installer/test/sigstoreServices.ts";

export interface SigstoreService {
  /** Both of the authority and of the log. */
  readonly url: string;
  /** What was asked, as `POST /path`. */
  readonly requests: readonly string[];
  /** As Sigstore's `trusted_root.json`. */
  trustedRoot(): object;
  stop(): Promise<void>;
}

interface Proposal {
  readonly kind: string;
  readonly spec: { readonly proposedContent?: Proposed };
}

interface Proposed {
  /** JSON. */
  readonly envelope: string;
  /** Base64. */
  readonly verifiers: readonly string[];
}

/** A certificate authority and a log of signatures like Sigstore's public ones, on loopback, with keys of their own. */
export async function startSigstore(): Promise<SigstoreService> {
  const services = await createServices();
  const { ca, log } = services;
  const handlers = [
    fulcioHandler(ca),
    rekorHandler({
      ...log,
      log: (proposal: Proposal) => log.log(toEntry(proposal) as never),
    } as typeof log),
  ];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { method, url } = request;
    requests.push(`${method} ${url}`);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const handler = handlers.find(({ path }) => path === url);
      const answered = handler?.fn(Buffer.concat(chunks).toString());
      void Promise.resolve(answered).then((answer) => {
        response.statusCode = answer?.statusCode ?? 404;
        response.setHeader("content-type", "application/json");
        response.end(answer?.response);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    trustedRoot: () => trustedRootOf(services),
    stop: () => stop(server),
  };
}

/** A token of OpenID Connect, unsigned: the authority here believes everybody. */
export function identityToken(claims: object): string {
  const encode = (part: object) =>
    Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`;
}

/** What a log writes of an envelope that it is asked to keep: only hashes of what it holds. */
function toEntry(proposal: Proposal): object {
  const { proposedContent } = proposal.spec;
  if (proposal.kind !== "dsse" || !proposedContent) return proposal;
  const { payload, signatures } = JSON.parse(proposedContent.envelope) as {
    payload: string;
    signatures: readonly { sig: string }[];
  };
  const value = sha256(Buffer.from(payload, "base64")).toString("hex");
  const [verifier] = proposedContent.verifiers;
  return {
    ...proposal,
    spec: {
      payloadHash: { algorithm: "sha256", value },
      signatures: signatures.map(({ sig }) => ({ signature: sig, verifier })),
    },
  };
}

function sha256(data: Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
