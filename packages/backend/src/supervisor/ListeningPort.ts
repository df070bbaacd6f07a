import { lookup } from "node:dns/promises";
import net, { type Server } from "node:net";
import { getSystemErrorMap } from "node:util";
import { BackendError } from "../errors.ts";

/** A bound socket as Node knows it inside. It can be sent to processes, and listened on there. */
export type PortHandle = Server & { readonly __bound: true };

interface RawHandle {
  getsockname(out: { address?: string; port?: number }): number;
  close(): void;
}

/** What `cluster` makes its shared handles with. Node documents no way to bind without accepting. */
interface NetInternals {
  _createServerHandle(
    address: string | null,
    port: number,
    addressType: 4 | 6,
    fd: number | undefined,
    flags: number,
  ): RawHandle | number;
}

export interface ListenAddress {
  /** Empty for every address of the machine. */
  readonly host: string;
  readonly port: number;
}

/**
 * A port that stays bound while processes that accept its connections come and go. Connections wait in the kernel's
 * queue while nobody accepts them, from the first time that somebody did.
 */
export class ListeningPort {
  readonly #raw: RawHandle;
  readonly address: ListenAddress;

  private constructor(raw: RawHandle, address: ListenAddress) {
    this.#raw = raw;
    this.address = address;
  }

  /** @throws BackendError `SERVE_ADDRESS_IN_USE`, `SERVE_LISTEN_FAILED` */
  static async bind(address: ListenAddress): Promise<ListeningPort> {
    const { host, port } = address;
    const { _createServerHandle: create } = net as unknown as NetInternals;
    const targets = await addressesOf(host);
    let failure: number = 0;
    for (const target of targets) {
      const raw = create(target.address, port, target.family, undefined, 0);
      if (typeof raw === "number") {
        failure = raw;
        continue;
      }
      const bound: { port?: number } = {};
      failure = raw.getsockname(bound);
      // Some systems tell only now that the port is taken, and would listen on another one.
      if (failure === 0 && (port === 0 || bound.port === port)) {
        return new ListeningPort(raw, { host, port: bound.port ?? port });
      }
      raw.close();
      if (failure === 0) failure = IN_USE;
    }
    throw bindFailed(address, failure);
  }

  /** To be sent with a message. The port stays bound here. */
  get handle(): PortHandle {
    return this.#raw as unknown as PortHandle;
  }

  close(): void {
    this.#raw.close();
  }
}

const IN_USE = [...getSystemErrorMap()].find(
  ([, [name]]) => name === "EADDRINUSE",
)?.[0] as number;

async function addressesOf(
  host: string,
): Promise<{ address: string; family: 4 | 6 }[]> {
  const any = [
    { address: "::", family: 6 as const },
    { address: "0.0.0.0", family: 4 as const },
  ];
  if (host === "" || host === "::") return any;
  const kind = net.isIP(host);
  if (kind !== 0) return [{ address: host, family: kind as 4 | 6 }];
  try {
    const { address, family } = await lookup(host);
    return [{ address, family: family as 4 | 6 }];
  } catch (cause) {
    throw new BackendError(
      "SERVE_LISTEN_FAILED",
      `The portal can't listen on ${host}: there is no address of that name.`,
      { hint: "Check backend.listen.host.", cause },
    );
  }
}

function bindFailed({ host, port }: ListenAddress, failure: number) {
  const address = host ? `${host}:${port}` : `port ${port}`;
  const [name, text] = describe(failure);
  return name === "EADDRINUSE"
    ? new BackendError(
        "SERVE_ADDRESS_IN_USE",
        `The portal can't listen on ${address}: another program does.`,
        {
          hint: "Stop that program, or choose another port with --port or backend.listen.",
        },
      )
    : new BackendError(
        "SERVE_LISTEN_FAILED",
        `The portal can't listen on ${address}: ${text}.`,
        { hint: "Check backend.listen." },
      );
}

function describe(failure: number): readonly [string, string] {
  return getSystemErrorMap().get(failure) ?? ["UNKNOWN", `error ${failure}`];
}
