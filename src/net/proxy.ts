import type { ClientRequest } from "node:http";
import { HttpsProxyAgent } from "https-proxy-agent";

/** TLS settings that nothing in the environment may loosen: certificates are checked, and TLS is 1.2 or newer. */
export const STRICT_TLS = { minVersion: "TLSv1.2", rejectUnauthorized: true } as const;

/** Goes through the person's proxy by CONNECT, and holds the connection inside to the same TLS settings as any other. */
export class StrictProxyAgent extends HttpsProxyAgent<string> {
  override connect(request: ClientRequest, options: Parameters<HttpsProxyAgent<string>["connect"]>[1]) {
    return super.connect(request, { ...options, ...STRICT_TLS });
  }
}

/**
 * Whether a host is to be reached without the proxy, by a `NO_PROXY` list: names (with their subdomains), `.name`,
 * `*.name`, with or without a port, or `*` for all.
 */
export function isDirect(hostname: string, noProxy: readonly string[]): boolean {
  return noProxy.some((entry) => {
    const name = entry
      .replace(/:\d+$/, "")
      .replace(/^\*?\./, "")
      .toLowerCase();
    return entry === "*" || (name !== "" && (hostname === name || hostname.endsWith(`.${name}`)));
  });
}
