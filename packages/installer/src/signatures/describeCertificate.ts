import type { PluginSigner } from "@flyloft/plugin-core";
import type { Signer } from "@sigstore/verify";

/** https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md: the source repository's URI. */
const SOURCE_REPOSITORY = "1.3.6.1.4.1.57264.1.12";

/** Who a certificate of Sigstore's kind is for. */
export function describeCertificate({
  identity,
}: Signer): Omit<PluginSigner, "kind"> {
  const issuer = identity?.extensions?.issuer;
  const found = identity?.oids?.find(
    ({ oid }) => oid?.id.join(".") === SOURCE_REPOSITORY,
  );
  const repository = found && readUtf8(Buffer.from(found.value));
  return {
    identity: identity?.subjectAlternativeName ?? "",
    ...(issuer !== undefined && { issuer }),
    ...(repository !== undefined && { repository }),
  };
}

const UTF8_STRING = 0x0c;

/** The text of a UTF8String in DER; undefined where it is something else. */
function readUtf8(der: Buffer): string | undefined {
  const [tag, length = 0] = der;
  if (tag !== UTF8_STRING) return undefined;
  const lengthBytes = length < 0x80 ? 0 : length & 0x7f;
  if (lengthBytes > 2) return undefined;
  const start = 2 + lengthBytes;
  const size = lengthBytes === 0 ? length : der.readUIntBE(2, lengthBytes);
  return start + size === der.length ? der.toString("utf8", start) : undefined;
}
