/** Media types of what registries and layouts hold: https://github.com/opencontainers/image-spec/blob/main/media-types.md */
export const OCI_TYPES = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  /** Of `{}`, where nothing is to be said. */
  empty: "application/vnd.oci.empty.v1+json",
} as const;
