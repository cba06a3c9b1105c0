import { delimiter, isAbsolute } from "node:path";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { type Paths, resolvePaths } from "./paths.ts";

/** Where an account's credential is kept (SECURITY-SPEC 2.1). */
export const STORAGE_MODES = [
  "FILE_PLAINTEXT",
  "FILE_ENCRYPTED",
  "KEYCHAIN",
  "MEMORY_ONLY",
  "MEMORY_WITH_BACKUP",
] as const;
export type StorageMode = (typeof STORAGE_MODES)[number];

/** What the guard against instructions hidden in content does (SECURITY-SPEC 4.6). */
export const GUARD_MODES = ["off", "warn", "confirm", "strict"] as const;

/** Everything that can be set from outside, validated once and frozen. Secrets in it come from the environment. */
export interface Config {
  readonly paths: Readonly<Paths>;
  /** Origin of a Google emulator on loopback, such as `http://127.0.0.1:4000`; undefined means Google. */
  readonly emulatorOrigin: string | undefined;
  readonly oauth: {
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
    /** `OAUTH_REDIRECT_URI`: a loopback address with the port and path to listen on. */
    readonly redirectUri: string | undefined;
    /** TLS for the callback listener (SECURITY-SPEC 1.5). */
    readonly https:
      | { readonly certFile: string; readonly keyFile: string; readonly hstsMaxAgeSeconds: number }
      | undefined;
    /** Hosted domains that may sign in; empty means any (SECURITY-SPEC 1.8). */
    readonly allowedDomains: readonly string[];
    /** Milliseconds that a sign-in may take. */
    readonly signInTimeoutMs: number;
  };
  readonly storage: {
    readonly mode: StorageMode | "auto";
    readonly passphrase: string | undefined;
  };
  readonly sessions: {
    /** Milliseconds without a call after which a session ends. */
    readonly idleMs: number;
    /** Milliseconds after which a session ends whatever happens. */
    readonly lifetimeMs: number;
    /** Sessions that one account may have over all running servers. */
    readonly concurrent: number;
  };
  /** Calls that one server takes (SECURITY-SPEC 4.2). */
  readonly rateLimits: {
    readonly perHour: number;
    readonly perAccountAndHour: number;
    readonly perToolAndMinute: number;
  };
  /** Milliseconds that a call, and one that moves a whole file, may take. */
  readonly timeLimits: { readonly callMs: number; readonly transferMs: number };
  readonly guard: {
    /** What happens to a call that reaches a stranger after content of others was read (SECURITY-SPEC 4.6). */
    readonly mode: (typeof GUARD_MODES)[number];
    /** Domains whose addresses are never asked about. */
    readonly allowedDomains: readonly string[];
  };
  readonly audit: {
    /** Whether a call fails when the audit log cannot be written. */
    readonly required: boolean;
  };
  readonly network: {
    /** Address of the proxy that requests go through. */
    readonly proxy: string | undefined;
    /** Hosts that are reached without it. */
    readonly noProxy: readonly string[];
    /** Whether Node has been told to trust the network's own authority. */
    readonly ownAuthority: boolean;
  };
  /** Folders besides the exchange folder whose files tools may read and write (SECURITY-SPEC 5); absolute. */
  readonly allowedFolders: readonly string[];
  /** IANA time zone in which times are shown. */
  readonly timeZone: string;
}

const flag = z
  .enum(["true", "false", "1", "0", ""])
  .optional()
  .transform((value) => value === "true" || value === "1");

const list = z
  .string()
  .optional()
  .transform((value) =>
    (value ?? "")
      .split(",")
      .map((part) => part.trim().toLowerCase())
      .filter((part) => part !== ""),
  );

const text = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));

const folders = text
  .transform((value) => (value ?? "").split(delimiter).filter((folder) => folder !== ""))
  .refine(
    (value) => value.every((folder) => isAbsolute(folder)),
    `expected absolute paths of folders, with ${delimiter} between them`,
  );

const proxy = text.refine(
  (value) => value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
  "expected the address of a proxy such as http://proxy.example.com:8080",
);

const environmentSchema = z.object({
  GOOGLE_MCP_HOME: text.refine((value) => value === undefined || isAbsolute(value), "expected an absolute path"),
  GOOGLE_MCP_EMULATOR_HOST: text,
  GOOGLE_CLIENT_ID: text,
  GOOGLE_CLIENT_SECRET: text,
  OAUTH_REDIRECT_URI: text,
  ENABLE_HTTPS: flag,
  SSL_CERT_FILE: text,
  SSL_KEY_FILE: text,
  HSTS_MAX_AGE: z.coerce.number().int().min(0).max(63_072_000).default(31_536_000),
  GOOGLE_ALLOWED_DOMAINS: list,
  CREDENTIAL_STORAGE_MODE: z.enum([...STORAGE_MODES, "auto"]).default("auto"),
  GOOGLE_MCP_PASSPHRASE: text,
  SESSION_TIMEOUT_MINUTES: z.coerce.number().min(1).max(1440).default(60),
  MAX_SESSION_LIFETIME_HOURS: z.coerce.number().min(1).max(720).default(24),
  MAX_CONCURRENT_SESSIONS: z.coerce.number().int().min(1).max(1000).default(10),
  RATE_LIMIT_PER_HOUR: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  RATE_LIMIT_PER_ACCOUNT_HOUR: z.coerce.number().int().min(1).max(1_000_000).default(1_000),
  RATE_LIMIT_PER_TOOL_MINUTE: z.coerce.number().int().min(1).max(100_000).default(100),
  CALL_TIMEOUT_SECONDS: z.coerce.number().min(1).max(3_600).default(60),
  TRANSFER_TIMEOUT_MINUTES: z.coerce.number().min(1).max(1_440).default(60),
  GUARD_MODE: z.enum(GUARD_MODES).default("confirm"),
  GUARD_ALLOWED_DOMAINS: list,
  AUDIT_REQUIRED: flag,
  GOOGLE_MCP_ALLOW_DIRS: folders,
  HTTPS_PROXY: proxy,
  https_proxy: proxy,
  NO_PROXY: list,
  no_proxy: list,
  NODE_EXTRA_CA_CERTS: text,
  GOOGLE_MCP_TIME_ZONE: text.refine(
    (value) => value === undefined || isTimeZone(value),
    "expected an IANA time zone such as Europe/Berlin",
  ),
});

/** Five minutes: the life of `state`, `nonce` and of the listener (SECURITY-SPEC 1.1, 1.2). */
const SIGN_IN_TIMEOUT_MS = 5 * 60_000;

/**
 * Reads the environment into a frozen {@link Config}.
 * @throws ToolError `invalid_config` that names the variable and what was expected
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalidConfig(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const env = parsed.data;
  const emulatorOrigin = env.GOOGLE_MCP_EMULATOR_HOST && emulatorOriginOf(env.GOOGLE_MCP_EMULATOR_HOST);
  return Object.freeze({
    paths: Object.freeze(resolvePaths(env.GOOGLE_MCP_HOME, emulatorOrigin !== undefined)),
    emulatorOrigin,
    oauth: Object.freeze({
      clientId: env.GOOGLE_CLIENT_ID,
      clientSecret: env.GOOGLE_CLIENT_SECRET,
      redirectUri: env.OAUTH_REDIRECT_URI,
      https: env.ENABLE_HTTPS ? httpsOf(env.SSL_CERT_FILE, env.SSL_KEY_FILE, env.HSTS_MAX_AGE) : undefined,
      allowedDomains: env.GOOGLE_ALLOWED_DOMAINS,
      signInTimeoutMs: SIGN_IN_TIMEOUT_MS,
    }),
    storage: Object.freeze({ mode: env.CREDENTIAL_STORAGE_MODE, passphrase: env.GOOGLE_MCP_PASSPHRASE }),
    sessions: Object.freeze({
      idleMs: env.SESSION_TIMEOUT_MINUTES * 60_000,
      lifetimeMs: env.MAX_SESSION_LIFETIME_HOURS * 3_600_000,
      concurrent: env.MAX_CONCURRENT_SESSIONS,
    }),
    rateLimits: Object.freeze({
      perHour: env.RATE_LIMIT_PER_HOUR,
      perAccountAndHour: env.RATE_LIMIT_PER_ACCOUNT_HOUR,
      perToolAndMinute: env.RATE_LIMIT_PER_TOOL_MINUTE,
    }),
    timeLimits: Object.freeze({
      callMs: env.CALL_TIMEOUT_SECONDS * 1000,
      transferMs: env.TRANSFER_TIMEOUT_MINUTES * 60_000,
    }),
    guard: Object.freeze({ mode: env.GUARD_MODE, allowedDomains: env.GUARD_ALLOWED_DOMAINS }),
    audit: Object.freeze({ required: env.AUDIT_REQUIRED }),
    network: Object.freeze({
      proxy: env.https_proxy ?? env.HTTPS_PROXY,
      noProxy: env.no_proxy.length > 0 ? env.no_proxy : env.NO_PROXY,
      ownAuthority: env.NODE_EXTRA_CA_CERTS !== undefined,
    }),
    allowedFolders: env.GOOGLE_MCP_ALLOW_DIRS,
    timeZone: env.GOOGLE_MCP_TIME_ZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

function httpsOf(certFile: string | undefined, keyFile: string | undefined, hstsMaxAgeSeconds: number) {
  if (!certFile || !keyFile)
    throw invalidConfig("ENABLE_HTTPS: SSL_CERT_FILE and SSL_KEY_FILE must name the certificate and its key");
  return Object.freeze({ certFile, keyFile, hstsMaxAgeSeconds });
}

/**
 * Turns `host:port` into an origin. Loopback only: a mistyped or hostile value must not send a token elsewhere.
 * @throws ToolError `invalid_config`
 */
function emulatorOriginOf(host: string): string {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  const bare =
    url && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!url || !bare || !isLoopbackHost(url.hostname)) {
    throw invalidConfig("GOOGLE_MCP_EMULATOR_HOST: expected host:port on loopback (127.0.0.0/8, [::1] or localhost)");
  }
  return url.origin;
}

/** Whether a URL's host name is a loopback address (127.0.0.0/8, ::1) or `localhost`. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

function invalidConfig(message: string): ToolError {
  return new ToolError("invalid_config", message, "Correct the environment variable and start again.");
}
