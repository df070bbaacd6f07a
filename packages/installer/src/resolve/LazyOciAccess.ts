import type { OciSession } from "../sources/oci/OciSession.ts";

/** The run's OCI session, made on first use. */
export interface LazyOciAccess {
  readonly openOci: () => Promise<OciSession>;
}
