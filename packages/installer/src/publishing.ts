// What the publisher's tool shares with the installer: a package is packed, pushed and judged as it is read.
export type {
  SignatureRule,
  SignatureSettings,
} from "./config/SignatureSettings.ts";
export { describeIssue } from "./describeIssue.ts";
export { NetworkFailure } from "./network/NetworkFailure.ts";
export {
  DEFAULT_NETWORK_POLICY,
  type NetworkPolicy,
} from "./network/NetworkPolicy.ts";
export { parsePublicKeys } from "./signatures/parsePublicKeys.ts";
export type { SeenSignature } from "./signatures/SeenSignature.ts";
export type { ExaminedSigner } from "./examineSigner.ts";
export { packFiles } from "./sources/archive/packTree.ts";
export {
  fileMode,
  listPackageFiles,
} from "./sources/folder/listPackageFiles.ts";
export { NpmConfig } from "./sources/npm/NpmConfig.ts";
export {
  isBundle,
  readIfThere,
  signatureTag,
} from "./sources/oci/findSignatures.ts";
export {
  type IdentifiedManifest,
  OciRegistry,
} from "./sources/oci/OciRegistry.ts";
export {
  type BlobContent,
  describeBlob,
  digestOf,
  toBlob,
} from "./sources/oci/blobContent.ts";
export { createImage, packageFolder } from "./sources/oci/createImage.ts";
export { OCI_TYPES } from "./sources/oci/ociTypes.ts";
export { readBlobBytes } from "./sources/oci/readBlobBytes.ts";
export { referrersTag } from "./sources/oci/readReferrers.ts";
export { hintFor } from "./sources/oci/toInstallerError.ts";
export { exportTarget } from "./verify/exportTarget.ts";
export { findMissingEntries } from "./verify/findMissingEntries.ts";
export { parseFlyloft } from "./verify/flyloftManifest.ts";
export { HASHES_FILE, formatHashList } from "./hashList.ts";
export { packageJsonSchema } from "./verify/packageJsonSchema.ts";
export {
  type InspectedPackage,
  type InspectOptions,
  inspectPackages,
} from "./inspectPackages.ts";
