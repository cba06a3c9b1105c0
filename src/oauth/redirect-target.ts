import { readFile } from "node:fs/promises";
import { type Config, isLoopbackHost } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import { CALLBACK_PATH, type ListenerOptions } from "./loopback-listener.ts";

/** Where the redirect of a sign-in is to arrive. */
export type RedirectTarget = Pick<ListenerOptions, "host" | "port" | "path" | "tls">;

/**
 * The redirect's place: 127.0.0.1 and a port that the system chooses, unless `--port` or `OAUTH_REDIRECT_URI` says
 * otherwise; over TLS with `ENABLE_HTTPS` (SECURITY-SPEC 1.2, 1.5).
 * @throws ToolError `invalid_config`
 */
export async function redirectTarget(config: Config, port: number | undefined): Promise<RedirectTarget> {
  const { redirectUri, https } = config.oauth;
  const tls = https && {
    cert: await readPem(https.certFile, "SSL_CERT_FILE"),
    key: await readPem(https.keyFile, "SSL_KEY_FILE"),
    hstsMaxAgeSeconds: https.hstsMaxAgeSeconds,
  };
  if (redirectUri === undefined)
    return { host: tls ? "localhost" : "127.0.0.1", port: port ?? 0, path: CALLBACK_PATH, tls };
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (
    !url ||
    url.protocol !== (tls ? "https:" : "http:") ||
    !isLoopbackHost(url.hostname) ||
    url.username !== "" ||
    url.password !== "" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw new ToolError(
      "invalid_config",
      `OAUTH_REDIRECT_URI: expected a loopback address such as ${tls ? "https" : "http"}://localhost:3000${CALLBACK_PATH}`,
      tls ? "" : "For https, set ENABLE_HTTPS, SSL_CERT_FILE and SSL_KEY_FILE.",
    );
  }
  const ownPort = url.port === "" ? (tls ? 443 : 80) : Number(url.port);
  return { host: url.hostname, port: port ?? ownPort, path: url.pathname, tls };
}

async function readPem(path: string, variable: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    throw new ToolError("invalid_config", `${variable}: the file cannot be read`, "Check its path.", { cause: error });
  });
}
