import type { GaxiosOptions, GaxiosResponse } from "gaxios";
import { ToolError } from "../errors.ts";
import { registerSecret } from "../redaction.ts";
import type { ContentAnswer, ContentRequest } from "./content-request.ts";
import type { Senders } from "./senders.ts";

/** The HTTP client, as far as it is used here. */
export interface HttpClient {
  request<Data>(options: GaxiosOptions): Promise<GaxiosResponse<Data>>;
}

/** How every request leaves this program: one HTTP client with connections that are kept warm. */
export interface Transport {
  readonly http: HttpClient;
  /** Brings or fetches what may be large, past the HTTP client; see {@link requestContent}. */
  content(request: ContentRequest): Promise<ContentAnswer>;
  /**
   * Where a request for an API address really goes: to Google's API hosts over TLS, or with its path kept to the
   * emulator. An access token never goes anywhere else, whatever address an answer has named.
   */
  apiAddress(url: string): string;
  /**
   * Where a picture is fetched that an answer has named: from Google's host for content over TLS, or from the emulator.
   * Requests to it carry no token.
   */
  contentAddress(url: string): string;
  /** Loads what sends requests, which the first of them would have to wait for. */
  load(): void;
  /** Closes idle connections. */
  close(): void;
}

/** Milliseconds after which an OAuth request without its own limit is given up. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** What the person's network needs. */
export interface NetworkSettings {
  /** `HTTPS_PROXY`: the address of a proxy that every request goes through. */
  readonly proxy: string | undefined;
  /** `NO_PROXY`: hosts that are reached without it. */
  readonly noProxy: readonly string[];
  /** `NODE_EXTRA_CA_CERTS` is set: Node trusts the network's own authority too. */
  readonly ownAuthority: boolean;
}

const PLAIN_NETWORK: NetworkSettings = { proxy: undefined, noProxy: [], ownAuthority: false };

export interface TransportOptions {
  network?: NetworkSettings;
  /** Tells the person something once, such as that another trust than Google's own list is used. */
  warn?(line: string): void;
  /** Authorities in place of Google's, as PEM; for tests. */
  roots?: readonly string[];
}

/**
 * Makes the transport for Google, or for an emulator's plain HTTP on loopback. Google's hosts must chain to an authority
 * that Google lists; where the person's network has an authority or a proxy of its own, the system's trust takes its
 * place (SECURITY-SPEC 6). What sends requests is loaded with the first of them: a sign-in begins without.
 */
export function createTransport(emulatorOrigin: string | undefined, options: TransportOptions = {}): Transport {
  const { network = PLAIN_NETWORK, warn = () => {}, roots } = options;
  if (emulatorOrigin === undefined) {
    tellAboutNetwork(network, warn);
    if (network.proxy !== undefined) registerSecret(decodeURIComponent(new URL(network.proxy).password));
  }
  let loaded: Promise<Senders> | undefined;
  const senders = () => {
    loaded ??= import("./senders.ts").then(({ emulatorSenders, googleSenders }) =>
      emulatorOrigin === undefined ? googleSenders(network, roots) : emulatorSenders(),
    );
    return loaded;
  };
  return {
    http: { request: async (request) => (await senders()).http.request(request) },
    content: async (request) => (await senders()).content(request),
    apiAddress: emulatorOrigin === undefined ? checkApiHost : (url) => moveTo(emulatorOrigin, url),
    contentAddress:
      emulatorOrigin === undefined ? checkContentHost : (url) => moveTo(emulatorOrigin, checkContentHost(url)),
    load: () => void senders(),
    close: () => void loaded?.then(({ close }) => close()),
  };
}

function tellAboutNetwork({ proxy, ownAuthority }: NetworkSettings, warn: (line: string) => void): void {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    warn("NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: certificates are checked all the same.");
  }
  if (ownAuthority)
    warn("NODE_EXTRA_CA_CERTS is set: the system's authorities and yours are trusted, not Google's list alone.");
  else if (proxy !== undefined)
    warn("HTTPS_PROXY is set: the system's authorities are trusted, not Google's list alone.");
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

function checkContentHost(url: string): string {
  const { protocol, hostname, port, username } = new URL(url);
  if (protocol === "https:" && hostname.endsWith(".googleusercontent.com") && port === "" && username === "")
    return url;
  throw new ToolError(
    "google_error",
    "Google named an address for the picture that is not on its host for content, so it was not fetched",
    "Open the file in the browser.",
  );
}
