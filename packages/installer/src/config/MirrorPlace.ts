/** Where copies of what a lockfile names are: a folder in the form of an OCI image layout, or a registry's repository. */
export type MirrorPlace =
  | {
      readonly kind: "folder";
      /** Absolute. */
      readonly path: string;
      /** As written, for messages. */
      readonly text: string;
    }
  | {
      readonly kind: "oci";
      readonly registry: string;
      readonly repository: string;
      /** Tag or digest. */
      readonly version: string;
      readonly text: string;
    };
