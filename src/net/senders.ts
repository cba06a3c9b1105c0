import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { connect, isIP, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { Gaxios, type GaxiosOptions } from "gaxios";
import { type ContentRoute, requestContent } from "./content-request.ts";
import { googleRoots } from "./google-roots.ts";
import { longIdleCloser } from "./idle-connections.ts";
import "./light-globals.ts";
import { isDirect, STRICT_TLS, StrictProxyAgent } from "./proxy.ts";
import type { NetworkSettings, Transport } from "./transport.ts";

/** What sends a transport's requests. */
export type Senders = Pick<Transport, "http" | "content" | "close">;

/** For an emulator: plain HTTP. */
export function emulatorSenders(): Senders {
  const agent = new HttpAgent({ keepAlive: true });
  const route: ContentRoute = {
    request: httpRequest,
    agent,
    connect: ({ hostname, port }, onread) => connect({ host: hostname, port: Number(port || 80), onread }),
  };
  return openSenders(agent, [agent], () => route);
}

/**
 * For Google: TLS, through the person's proxy where there is one.
 * @param roots authorities in place of Google's, as PEM
 */
export function googleSenders(network: NetworkSettings, roots?: readonly string[]): Senders {
  const systemTrust = network.ownAuthority || network.proxy !== undefined;
  const tls = { ...STRICT_TLS, ...(!systemTrust && { ca: [...(roots ?? googleRoots())] }) };
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
  return openSenders(agentFor, proxied ? [direct, proxied] : [direct], routeFor);
}

/**
 * The HTTP client, and the way past it. A request whose call has ended already is refused before it is begun: the library
 * below would destroy its body with an error that nobody listens to, which ends the process.
 * @param pools the agents that are chosen from
 */
function openSenders(
  agent: GaxiosOptions["agent"],
  pools: readonly HttpAgent[],
  routeFor: (url: URL) => ContentRoute,
): Senders {
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
    close() {
      for (const pool of pools) pool.destroy();
    },
  };
}
