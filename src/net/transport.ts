import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { connect, isIP, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { Gaxios, type GaxiosOptions } from "gaxios";
import { ToolError } from "../errors.ts";
import { registerSecret } from "../redaction.ts";
import { type ContentAnswer, type ContentRequest, type ContentRoute, requestContent } from "./content-request.ts";
import { googleRoots } from "./google-roots.ts";
import { longIdleCloser } from "./idle-connections.ts";
import "./light-globals.ts";
import { isDirect, STRICT_TLS, StrictProxyAgent } from "./proxy.ts";

/** How every request leaves this program: one HTTP client with connections that are kept warm. */
export interface Transport {
  readonly http: Gaxios;
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
 * place (SECURITY-SPEC 6).
 */
export function createTransport(emulatorOrigin: string | undefined, options: TransportOptions = {}): Transport {
  if (emulatorOrigin !== undefined) {
    const agent = new HttpAgent({ keepAlive: true });
    const route: ContentRoute = {
      request: httpRequest,
      agent,
      connect: ({ hostname, port }, onread) => connect({ host: hostname, port: Number(port || 80), onread }),
    };
    return {
      ...senders(agent, [agent], () => route),
      apiAddress: (url) => moveTo(emulatorOrigin, url),
      contentAddress: (url) => moveTo(emulatorOrigin, checkContentHost(url)),
      close: () => agent.destroy(),
    };
  }
  const { network = PLAIN_NETWORK, warn = () => {} } = options;
  tellAboutNetwork(network, warn);
  if (network.proxy !== undefined) registerSecret(decodeURIComponent(new URL(network.proxy).password));
  const systemTrust = network.ownAuthority || network.proxy !== undefined;
  const tls = { ...STRICT_TLS, ...(!systemTrust && { ca: [...(options.roots ?? googleRoots())] }) };
  const direct = new HttpsAgent({ keepAlive: true, ...tls });
  const directRoute: ContentRoute = {
    request: httpsRequest,
    agent: direct,
    connect({ hostname, port }, onread) {
      const server = { host: hostname, port: Number(port || 443), servername: isIP(hostname) ? "" : hostname };
      // Node documents `onread` for TLS too; its types leave it out.
      const options: ConnectionOptions & Pick<TcpNetConnectOpts, "onread"> = { ...tls, ...server, onread };
      return connectTls(options);
    },
  };
  const proxied = network.proxy === undefined ? undefined : new StrictProxyAgent(network.proxy, { keepAlive: true });
  const routeFor = ({ hostname }: URL): ContentRoute =>
    proxied && !isDirect(hostname, network.noProxy) ? { request: httpsRequest, agent: proxied } : directRoute;
  const agentFor = (url: URL) => routeFor(url).agent;
  return {
    ...senders(agentFor, proxied ? [direct, proxied] : [direct], routeFor),
    apiAddress: checkApiHost,
    contentAddress: checkContentHost,
    close() {
      direct.destroy();
      proxied?.destroy();
    },
  };
}

/**
 * The HTTP client, and the way past it. A request whose call has ended already is refused before it is begun: the library
 * below would destroy its body with an error that nobody listens to, which ends the process.
 * @param pools the agents that are chosen from
 */
function senders(
  agent: GaxiosOptions["agent"],
  pools: readonly HttpAgent[],
  routeFor: (url: URL) => ContentRoute,
): Pick<Transport, "http" | "content"> {
  const closers = pools.map(longIdleCloser);
  const begin = (signal: AbortSignal | null | undefined) => {
    signal?.throwIfAborted();
    for (const close of closers) close();
  };
  const http = new Gaxios({
    ...(agent && { agent }),
    retry: false,
    adapter: async (options, send) => {
      begin(options.signal);
      return send(options);
    },
  });
  return {
    http,
    async content(request) {
      begin(request.signal);
      return requestContent(routeFor(new URL(request.url)), request);
    },
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
