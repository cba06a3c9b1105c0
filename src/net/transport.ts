import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Gaxios } from "gaxios";
import { ToolError } from "../errors.ts";

/** How every request leaves this program: one HTTP client with connections that are kept warm. */
export interface Transport {
  readonly http: Gaxios;
  /**
   * Where a request for an API address really goes: to Google's API hosts over TLS, or with its path kept to the
   * emulator. An access token never goes anywhere else, whatever address an answer has named.
   */
  apiAddress(url: string): string;
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
    apiAddress: emulatorOrigin ? (url) => moveTo(emulatorOrigin, url) : checkApiHost,
    close: () => agent.destroy(),
  };
}

function moveTo(origin: string, url: string): string {
  const { pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}

function checkApiHost(url: string): string {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" && (hostname === "googleapis.com" || hostname.endsWith(".googleapis.com"))) return url;
  throw new ToolError(
    "internal",
    "A request was about to leave for a host that is not one of Google's APIs",
    "Please report this.",
  );
}
