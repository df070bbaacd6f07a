import type { MirrorPlace } from "../config/MirrorPlace.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { OciSession } from "../sources/oci/OciSession.ts";
import { type MirrorSite, openMirror, openSite } from "./openMirror.ts";
import type { Mirror } from "./Mirror.ts";
import { MirrorConnection } from "./MirrorConnection.ts";
import { MirrorHttp } from "./MirrorHttp.ts";

export interface MirroredAccess {
  readonly http: MirrorHttp;
  readonly session: OciSession;
  close(): Promise<void>;
}

/** All registries and web servers as a mirror has them. It is opened when something is asked of it. */
export function openMirrorAccess(
  place: MirrorPlace,
  context: ResolveContext & Pick<NpmAccess, "npmConfig">,
): MirroredAccess {
  const { network, signal, npmConfig } = context;
  let site: MirrorSite | undefined;
  let opening: Promise<Mirror> | undefined;
  const open = () => {
    site ??= openSite(place, context);
    return (opening ??= openMirror(site, signal));
  };
  const session = new OciSession(
    (host) => new MirrorConnection(host, network, open),
  );
  return {
    http: new MirrorHttp({ open, npmConfig }),
    session,
    close: async () => {
      await Promise.all([session.close(), site?.connection.close()]);
    },
  };
}
