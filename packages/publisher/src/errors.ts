import {
  type ErrorReport,
  FlyloftError,
  type FlyloftErrorOptions,
} from "@flyloft/plugin-core";

/** Every code this package throws or finds; `docs/errors.md` explains each, and a test holds the two against each other. */
export type PublishErrorCode =
  // what is asked for
  | "PUBLISH_NAME_INVALID"
  | "PUBLISH_TARGET_EXISTS"
  | "PUBLISH_REFERENCE_INVALID"
  | "PUBLISH_TAG_INVALID"
  | "PUBLISH_PACKAGES_CLASH"
  // found in a package
  | "PUBLISH_MANIFEST_UNREADABLE"
  | "PUBLISH_FIELD_MISSING"
  | "PUBLISH_FIELD_INVALID"
  | "PUBLISH_VERSION_INVALID"
  | "PUBLISH_ROLE_INVALID"
  | "PUBLISH_ID_TAKEN"
  | "PUBLISH_SCOPE_UNKNOWN"
  | "PUBLISH_RANGE_LOCAL"
  | "PUBLISH_SCRIPT_REFUSED"
  | "PUBLISH_ENTRY_MISSING"
  | "PUBLISH_REMOTE_INVALID"
  | "PUBLISH_SCHEMA_INVALID"
  | "PUBLISH_FILE_REFUSED"
  | "PUBLISH_README_MISSING"
  // what becomes of it
  | "PUBLISH_INVALID"
  | "PUBLISH_SOURCE_MISSING"
  | "PUBLISH_BUILD_FAILED"
  | "PUBLISH_TYPES_FAILED"
  | "PUBLISH_LAYOUT_INVALID"
  | "PUBLISH_PRIVATE"
  | "PUBLISH_VERSION_EXISTS"
  | "PUBLISH_UNAUTHORIZED"
  | "PUBLISH_REGISTRY_FAILED"
  // keys and signatures
  | "PUBLISH_KEY_EXISTS"
  | "PUBLISH_KEY_UNWRITABLE"
  | "PUBLISH_KEY_UNREADABLE"
  | "PUBLISH_KEY_UNSUPPORTED"
  | "PUBLISH_PASSWORD_MISSING"
  | "PUBLISH_PASSWORD_WRONG"
  | "PUBLISH_IDENTITY_MISSING"
  | "PUBLISH_SIGNING_FAILED"
  | "PUBLISH_ARTIFACT_MISSING"
  | "PUBLISH_SIGNATURES_FOREIGN"
  | "PUBLISH_SIGNER_INVALID";

/** Something wrong with a package, by itself. */
export interface Finding extends ErrorReport {
  readonly code: PublishErrorCode;
  /** An error keeps a package from being published, a warning doesn't. */
  readonly severity: "error" | "warning";
}

export interface PublishErrorOptions extends FlyloftErrorOptions {
  /** One by one, where the message sums up. */
  readonly findings?: readonly Finding[] | undefined;
}

/** An error of the publisher's tool. */
export class PublishError extends FlyloftError<PublishErrorCode> {
  readonly findings: readonly Finding[];

  constructor(
    code: PublishErrorCode,
    message: string,
    options: PublishErrorOptions,
  ) {
    super(code, message, options);
    this.findings = options.findings ?? [];
  }
}
