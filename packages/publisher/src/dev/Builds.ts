import type { ErrorReport } from "@flyloft/plugin-core";

export interface DevBuild {
  /** Not only code is new: also what the package says of itself, or the schema of its configuration. */
  readonly isWhole: boolean;
}

export interface DevListener {
  /** A version can be installed. Also after the first build. */
  onBuilt(build: DevBuild): void;
  /** What can't be built, and why. The version before stays. */
  onFailed(problems: readonly ErrorReport[]): void;
}

/** The builds of one side. One call at a time. */
export interface Builds {
  /** Builds what changed; everything where that isn't told. Rejects with a PublishError. */
  build(changed: readonly string[] | undefined): Promise<DevBuild | undefined>;
  stop(): void;
}
