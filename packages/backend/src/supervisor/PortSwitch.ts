import type { AppConfig } from "@backstage/config";
import { ListeningPort } from "./ListeningPort.ts";
import { readListenAddress } from "./readListenAddress.ts";

interface Listener {
  readonly config: readonly AppConfig[];
  reserve(port: ListeningPort): void;
  listen(port: ListeningPort): Promise<void>;
}

/** Holds the portal's port from the first generation to the end, and binds another one where a generation wants it. */
export class PortSwitch {
  #port: ListeningPort | undefined;

  /**
   * Takes the port for the first generation, before plugins run that could take it.
   *
   * @throws BackendError `SERVE_ADDRESS_IN_USE`, `SERVE_LISTEN_FAILED`
   */
  async reserve(listener: Listener): Promise<void> {
    const address = readListenAddress(listener.config);
    this.#port ??= await ListeningPort.bind(address);
    listener.reserve(this.#port);
  }

  /** @throws BackendError `SERVE_ADDRESS_IN_USE`, `SERVE_LISTEN_FAILED`; the port stays what it was */
  async give(listener: Listener): Promise<void> {
    const address = readListenAddress(listener.config);
    const held = this.#port;
    const isSame =
      held?.address.host === address.host && held.address.port === address.port;
    const port = isSame ? held : await ListeningPort.bind(address);
    try {
      await listener.listen(port);
    } catch (error) {
      if (!isSame) port.close();
      throw error;
    }
    this.#port = port;
    if (!isSame) held?.close();
  }

  close(): void {
    this.#port?.close();
    this.#port = undefined;
  }
}
