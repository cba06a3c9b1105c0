import { delimiter, isAbsolute } from "node:path";
import { ToolError } from "../errors.ts";
import { Environment, invalidVariable, type Variables } from "./environment.ts";
import { type Paths, resolvePaths } from "./paths.ts";
import { parseServing, type Serving, type ServingOptions, type ServingVariables } from "./serving.ts";

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
  readonly signInOnCall: {
    /** Whether a call that needs a sign-in or a permission starts one. */
    readonly enabled: boolean;
    /** How long it then waits for the person. */
    readonly waitMs: number;
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
  /** Which tools are served. */
  readonly serving: Serving;
  /** Folders besides the exchange folder whose files tools may read and write (SECURITY-SPEC 5); absolute. */
  readonly allowedFolders: readonly string[];
  /** IANA time zone in which times are shown. Reading it throws ToolError `invalid_config` when the one that is set is none. */
  readonly timeZone: string;
}

/** Five minutes: the life of `state`, `nonce` and of the listener (SECURITY-SPEC 1.1, 1.2). */
const SIGN_IN_TIMEOUT_MS = 5 * 60_000;

/** What a command adds to the environment. */
interface Given {
  /** Options of the command line; they go before the environment. */
  readonly options?: ServingOptions;
  /** Names of all tools, for the commands that serve them: unknown ones are refused. */
  readonly toolNames?: readonly string[];
  /** Folders that tools may touch besides those of the environment. */
  readonly allowDirs?: readonly string[];
}

/**
 * Reads the environment, and what the command line adds to it, into a frozen {@link Config}.
 * @throws ToolError `invalid_config` that names the variable and what was expected; `invalid_input` for an option. The
 * time zone is checked when it is first read.
 */
export function loadConfig(variables: Variables, { options = {}, toolNames, allowDirs = [] }: Given = {}): Config {
  const env = new Environment(variables);
  const emulatorOrigin = emulatorOriginOf(env.text("GOOGLE_MCP_EMULATOR_HOST"));
  let timeZone: string | undefined;
  return Object.freeze({
    paths: Object.freeze(
      resolvePaths(
        env.fitting("GOOGLE_MCP_HOME", isAbsolute, "expected an absolute path"),
        emulatorOrigin !== undefined,
      ),
    ),
    emulatorOrigin,
    oauth: Object.freeze({
      clientId: env.text("GOOGLE_CLIENT_ID"),
      clientSecret: env.text("GOOGLE_CLIENT_SECRET"),
      redirectUri: env.text("OAUTH_REDIRECT_URI"),
      https: readHttps(env),
      allowedDomains: env.list("GOOGLE_ALLOWED_DOMAINS"),
      signInTimeoutMs: SIGN_IN_TIMEOUT_MS,
    }),
    storage: Object.freeze({
      mode: env.choice("CREDENTIAL_STORAGE_MODE", [...STORAGE_MODES, "auto"], "auto"),
      passphrase: env.text("GOOGLE_MCP_PASSPHRASE"),
    }),
    sessions: Object.freeze({
      idleMs: env.number("SESSION_TIMEOUT_MINUTES", { least: 1, most: 1_440, usual: 60 }) * 60_000,
      lifetimeMs: env.number("MAX_SESSION_LIFETIME_HOURS", { least: 1, most: 720, usual: 24 }) * 3_600_000,
      concurrent: env.number("MAX_CONCURRENT_SESSIONS", { least: 1, most: 1_000, usual: 10, whole: true }),
    }),
    rateLimits: Object.freeze({
      perHour: env.number("RATE_LIMIT_PER_HOUR", { least: 1, most: 1_000_000, usual: 10_000, whole: true }),
      perAccountAndHour: env.number("RATE_LIMIT_PER_ACCOUNT_HOUR", {
        least: 1,
        most: 1_000_000,
        usual: 1_000,
        whole: true,
      }),
      perToolAndMinute: env.number("RATE_LIMIT_PER_TOOL_MINUTE", { least: 1, most: 100_000, usual: 100, whole: true }),
    }),
    timeLimits: Object.freeze({
      callMs: env.number("CALL_TIMEOUT_SECONDS", { least: 1, most: 3_600, usual: 60 }) * 1000,
      transferMs: env.number("TRANSFER_TIMEOUT_MINUTES", { least: 1, most: 1_440, usual: 60 }) * 60_000,
    }),
    guard: Object.freeze({
      mode: env.choice("GUARD_MODE", GUARD_MODES, "confirm"),
      allowedDomains: env.list("GUARD_ALLOWED_DOMAINS"),
    }),
    signInOnCall: Object.freeze({
      enabled: env.flag("SIGN_IN_ON_CALL", true),
      waitMs: env.number("SIGN_IN_WAIT_SECONDS", { least: 1, most: 300, usual: 120 }) * 1000,
    }),
    audit: Object.freeze({ required: env.flag("AUDIT_REQUIRED") }),
    network: Object.freeze({
      proxy: readProxy(env, "https_proxy") ?? readProxy(env, "HTTPS_PROXY"),
      noProxy: env.text("no_proxy") === undefined ? env.list("NO_PROXY") : env.list("no_proxy"),
      ownAuthority: env.text("NODE_EXTRA_CA_CERTS") !== undefined,
    }),
    serving: parseServing(servingVariables(env), options, toolNames),
    allowedFolders: [...readFolders(env), ...allowDirs.map(absoluteFolder)],
    // Checked only when something is shown: the platform's time zones take as long as all this, and 7 MB.
    get timeZone() {
      timeZone ??= timeZoneOf(env);
      return timeZone;
    },
  });
}

function servingVariables(env: Environment): ServingVariables {
  return {
    GOOGLE_MCP_TIER: env.text("GOOGLE_MCP_TIER"),
    GOOGLE_MCP_SERVICES: env.text("GOOGLE_MCP_SERVICES"),
    GOOGLE_MCP_TOOLS: env.text("GOOGLE_MCP_TOOLS"),
    GOOGLE_MCP_EXCLUDE_TOOLS: env.text("GOOGLE_MCP_EXCLUDE_TOOLS"),
    GOOGLE_MCP_READ_ONLY: env.flag("GOOGLE_MCP_READ_ONLY"),
  };
}

function readFolders(env: Environment): string[] {
  const folders = (env.text("GOOGLE_MCP_ALLOW_DIRS") ?? "").split(delimiter).filter((folder) => folder !== "");
  if (folders.every((folder) => isAbsolute(folder))) return folders;
  throw invalidVariable("GOOGLE_MCP_ALLOW_DIRS", `expected absolute paths of folders, with ${delimiter} between them`);
}

function readProxy(env: Environment, name: string): string | undefined {
  const isHttp = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  return env.fitting(name, isHttp, "expected the address of a proxy such as http://proxy.example.com:8080");
}

function absoluteFolder(folder: string): string {
  if (isAbsolute(folder)) return folder;
  throw new ToolError("invalid_input", `--allow-dir: expected an absolute path (got ${folder.slice(0, 100)})`, "");
}

function readHttps(env: Environment): Config["oauth"]["https"] {
  const certFile = env.text("SSL_CERT_FILE");
  const keyFile = env.text("SSL_KEY_FILE");
  const hstsMaxAgeSeconds = env.number("HSTS_MAX_AGE", { least: 0, most: 63_072_000, usual: 31_536_000, whole: true });
  if (!env.flag("ENABLE_HTTPS")) return undefined;
  if (!certFile || !keyFile)
    throw invalidVariable("ENABLE_HTTPS", "SSL_CERT_FILE and SSL_KEY_FILE must name the certificate and its key");
  return Object.freeze({ certFile, keyFile, hstsMaxAgeSeconds });
}

/**
 * Turns `host:port` into an origin. Loopback only: a mistyped or hostile value must not send a token elsewhere.
 * @throws ToolError `invalid_config`
 */
function emulatorOriginOf(host: string | undefined): string | undefined {
  if (host === undefined) return undefined;
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  const bare =
    url && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!url || !bare || !isLoopbackHost(url.hostname)) {
    throw invalidVariable(
      "GOOGLE_MCP_EMULATOR_HOST",
      "expected host:port on loopback (127.0.0.0/8, [::1] or localhost)",
    );
  }
  return url.origin;
}

/** Whether a URL's host name is a loopback address (127.0.0.0/8, ::1) or `localhost`. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function timeZoneOf(env: Environment): string {
  const named = env.fitting("GOOGLE_MCP_TIME_ZONE", isTimeZone, "expected an IANA time zone such as Europe/Berlin");
  return named ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
