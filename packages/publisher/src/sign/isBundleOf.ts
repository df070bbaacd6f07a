import * as z from "zod";
import type { SigningKey } from "../keys/SigningKey.ts";
import { STATEMENT_TYPE } from "./statements.ts";

const bundleSchema = z.object({
  dsseEnvelope: z.object({
    payload: z.base64(),
    payloadType: z.literal(STATEMENT_TYPE),
    signatures: z.array(z.object({ sig: z.base64() })).min(1),
  }),
});

/** Whether the key signed exactly this statement in a bundle. */
export function isBundleOf(
  key: SigningKey,
  statement: Buffer,
  content: Buffer,
): boolean {
  const parsed = bundleSchema.safeParse(parseJson(content));
  if (!parsed.success) return false;
  const { payload, signatures } = parsed.data.dsseEnvelope;
  if (!Buffer.from(payload, "base64").equals(statement)) return false;
  const signed = preAuthEncoding(statement);
  return signatures.some(({ sig }) =>
    key.made(Buffer.from(sig, "base64"), signed),
  );
}

/** https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
function preAuthEncoding(payload: Buffer): Buffer {
  const type = STATEMENT_TYPE;
  const head = `DSSEv1 ${type.length} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}
