import { NetworkFailure } from "../network/NetworkFailure.ts";

/** Something that was asked of a mirror and isn't in it. */
export class MirrorFailure extends NetworkFailure {
  constructor(mirror: string, what: string) {
    super("status", `the mirror ${mirror} has no ${what}`);
    this.name = "MirrorFailure";
  }
}
