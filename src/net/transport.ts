import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Gaxios } from "gaxios";

/** How every request leaves this program: one HTTP client with connections that are kept warm. */
export interface Transport {
  readonly http: Gaxios;
  /** Closes idle connections. */
  close(): void;
}

/** Milliseconds after which an OAuth request without its own limit is given up. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** Makes the transport for Google, or for an emulator's plain HTTP on loopback. */
export function createTransport(emulatorOrigin: string | undefined): Transport {
  const agent = emulatorOrigin
    ? new HttpAgent({ keepAlive: true })
    : new HttpsAgent({ keepAlive: true, minVersion: "TLSv1.2" });
  return {
    http: new Gaxios({ agent, retry: false }),
    close: () => agent.destroy(),
  };
}
