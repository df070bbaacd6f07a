import { readEvidence } from "../signatures/readEvidence.ts";
import type { SignedSubject } from "../signatures/SignedSubject.ts";
import {
  type PublishedVersion,
  publishedSignatures,
} from "../sources/npm/Packument.ts";
import { readPublishedDocument } from "../sources/npm/readPackument.ts";
import type { Copying } from "./Copying.ts";
import type { Release } from "./MirrorContents.ts";

/** A rule that believes everybody: whatever a portal's rules ask later, the answer is there. */
const EVERYTHING = {
  source: "npm",
  packages: ["*"],
  registries: undefined,
  mode: "require",
  place: { file: "flyloft mirror" },
  signers: [
    { kind: "registry", keyFile: undefined },
    {
      kind: "provenance",
      issuer: "",
      identity: undefined,
      repository: undefined,
    },
  ],
} as const;

/** All that a registry has to show who made a version: nothing of it is checked here. Throws NetworkFailure. */
export async function readProofs(
  subject: SignedSubject,
  dist: PublishedVersion["dist"],
  { run: { context }, trust }: Pick<Copying, "run" | "trust">,
): Promise<Omit<Release, "manifest">> {
  const published = publishedSignatures(dist);
  const { signatures, attestationsUrl } = published;
  if (signatures.length === 0 && attestationsUrl === undefined) return {};
  const question = {
    subject,
    rule: EVERYTHING,
    published,
    trust,
  };
  const { keys, attestations } = await readEvidence(question, context);
  const { time } = await readPublishedDocument(subject.name, context);
  const publishedAt = time[subject.version];
  return {
    ...(typeof publishedAt === "string" && { publishedAt }),
    ...(attestationsUrl !== undefined &&
      attestations && { attestations: [...attestations] }),
    ...(keys && keys.length > 0 && { keys: [...keys] }),
  };
}
