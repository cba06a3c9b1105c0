/** What went wrong on the way to a server, in words, and what to do about it. */
export interface NetworkFault {
  message: string;
  fix: string;
}

const OWN_AUTHORITY =
  "If your network checks TLS itself, set NODE_EXTRA_CA_CERTS to its authority's file; otherwise something stands between you and Google.";

const FAULTS: ReadonlyMap<string, NetworkFault> = new Map([
  ["ENOTFOUND", { message: "Google's address could not be found", fix: "Check the network connection and try again." }],
  [
    "EAI_AGAIN",
    { message: "Google's address could not be looked up", fix: "Check the network connection and try again." },
  ],
  [
    "ECONNREFUSED",
    { message: "The connection was refused", fix: "Check the network connection, the proxy and the firewall." },
  ],
  ["ECONNRESET", { message: "The connection was cut off", fix: "Try again in a moment." }],
  ["ETIMEDOUT", { message: "Google did not answer in time", fix: "Check the network connection and try again." }],
  [
    "CERT_HAS_EXPIRED",
    {
      message: "The server's certificate has expired",
      fix: "Check this computer's clock; if it is right, something stands between you and Google.",
    },
  ],
  ["CERT_NOT_YET_VALID", { message: "The server's certificate is not valid yet", fix: "Check this computer's clock." }],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    {
      message: "The server's certificate is for another name",
      fix: "Something stands between you and Google: check the proxy and the network.",
    },
  ],
  [
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    { message: "The server's certificate is from an authority that is not trusted", fix: OWN_AUTHORITY },
  ],
  [
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    { message: "The server's certificate is from an authority that is not trusted", fix: OWN_AUTHORITY },
  ],
  [
    "UNABLE_TO_GET_ISSUER_CERT",
    { message: "The server's certificate is from an authority that is not trusted", fix: OWN_AUTHORITY },
  ],
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    { message: "The server's certificate is from an authority that is not trusted", fix: OWN_AUTHORITY },
  ],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", { message: "The server's certificate is signed by itself", fix: OWN_AUTHORITY }],
]);

/** Faults of the TLS handshake come under one code and are told apart by OpenSSL's words. */
const HANDSHAKE_FAULTS: readonly [RegExp, NetworkFault][] = [
  [
    /protocol version|unsupported protocol/i,
    {
      message: "The server offers no TLS 1.2 or newer",
      fix: "Something old stands between you and Google: check the proxy.",
    },
  ],
  [/wrong version number/i, { message: "The server does not speak TLS", fix: "Check the proxy's address and port." }],
];

const UNKNOWN: NetworkFault = {
  message: "Google could not be reached",
  fix: "Check the network connection and try again.",
};

/** Longest chain of causes that is looked through. */
const DEEPEST = 6;

/** Finds the reason in an error or in what caused it; says only that it failed when no reason is known. */
export function describeNetworkFault(error: unknown): NetworkFault {
  let current = error;
  for (let depth = 0; depth < DEEPEST && typeof current === "object" && current !== null; depth += 1) {
    const code = "code" in current ? current.code : undefined;
    const fault = typeof code === "string" ? faultOf(code, current) : undefined;
    if (fault) return fault;
    current = "cause" in current ? current.cause : undefined;
  }
  return UNKNOWN;
}

function faultOf(code: string, error: object): NetworkFault | undefined {
  if (code !== "EPROTO" && !code.startsWith("ERR_SSL_")) return FAULTS.get(code);
  const words = "message" in error ? String(error.message) : "";
  return HANDSHAKE_FAULTS.find(([pattern]) => pattern.test(`${code.replaceAll("_", " ")} ${words}`))?.[1];
}
