import type * as z from "zod";
import type { LocalFiles } from "../files/local-files.ts";
import type { GoogleClients } from "../google/clients.ts";
import type { Service } from "../scopes.ts";
import type { Tier } from "../tiers.ts";

/**
 * What a call can do to a person's data: `read` changes nothing; `write` adds or changes; `destructive` can lose data
 * that Google keeps no copy of, or reaches people outside.
 */
export type Kind = "read" | "write" | "destructive";

/**
 * The OAuth scopes that serve a tool: every inner list is one need, and any scope of the list meets it. The first of a
 * list is the narrowest and the one that is asked for. Scopes are written in full, as Google's discovery documents do.
 */
export type ScopeNeeds = readonly (readonly [string, ...string[]])[];

/** An image that the model is to see. `data` is base64. */
export interface ImagePart {
  mimeType: string;
  data: string;
}

/** What a tool returns: text made for reading, the same as data where the result is data, and images to be seen. */
export interface ToolResult {
  text: string;
  /** What this program itself adds: page tokens, how to read on. It stands outside the fence around foreign text. */
  note?: string;
  data?: Record<string, unknown>;
  images?: ImagePart[];
}

/** One signed-in account as tools and people may see it. */
export interface AccountView {
  email: string;
  /** What the person calls it, when they do. */
  alias?: string;
  /** Set on the account that is meant when none is named. */
  isDefault?: boolean;
  /** Services of which at least one tool is granted. */
  services: string[];
  /** True when only reading was granted. */
  readOnly: boolean;
  storage: string;
  /** RFC 3339 time of the sign-in. */
  signedInAt: string;
  /** What keeps the account from working, in a sentence, when something is known to. */
  problem?: string;
}

/** A sign-in that has been started from the running server. */
export interface SignInStarted {
  /** The address to open when the browser did not open by itself. */
  url: string;
  /** Whether a browser was started by this request. */
  opened: boolean;
  /** Whether the person has it before them: a browser was started, by this request or an earlier one. */
  shown: boolean;
  /** Milliseconds until the sign-in is given up. */
  expiresInMs: number;
}

/** What a sign-in is to grant. */
export interface SignInRequest {
  services?: Service[];
  /** Tools whose permissions are to be granted as well. */
  tools?: string[];
  /** With tools: also what a first sign-in asks for. */
  usual?: boolean;
  readOnly?: boolean;
  email?: string;
  /** Whether to open the browser on this computer; by default yes. */
  openBrowser?: boolean;
}

/** The state of the newest sign-in that this server started. */
export type SignInState =
  | { state: "none" }
  | { state: "waiting"; url: string }
  | { state: "done"; email: string }
  | { state: "failed"; message: string; fix: string };

/** What the account tools may do: look at the accounts and start a sign-in. No token passes here. */
export interface AccountDesk {
  list(): Promise<AccountView[]>;
  signInState(): SignInState;
  startSignIn(request: SignInRequest): Promise<SignInStarted>;
}

/** Everything that a running tool may touch. */
export interface Call {
  google: GoogleClients;
  account: {
    email: string;
    /** IANA time zone in which times are shown to this person. */
    timeZone: string;
    /** Scopes that this account has granted, in full. */
    scopes: readonly string[];
  };
  files: LocalFiles;
  accounts: AccountDesk;
  /** Aborted when the client cancels the call or its time is up; requests to Google made through `google` obey it. */
  signal: AbortSignal;
  /** Tells the client how far a long call has come; `total` is in the same unit as `done`. */
  progress(done: number, total?: number, message?: string): void;
}

/** Whom a call would reach, for the guard against instructions hidden in content (SECURITY-SPEC 4.6). */
export interface Audience {
  /** E-mail addresses, bare domains (`example.com`), space names, or `anyone`; empty when the call reaches nobody but the account's owner. */
  recipients: readonly string[];
  /** What they would get, in a few lines for the person who is asked. */
  content: string;
}

/** A tool: a value that the pipeline serves. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  /** At most two short sentences for a model that chooses: what it does, when to choose it, what it returns. */
  description: string;
  /** Absent on the tools that manage accounts, which need no sign-in. */
  service?: Service;
  tier: Tier;
  kind: Kind;
  /** True when repeating the call with the same input changes nothing more. */
  idempotent: boolean;
  /**
   * True when the tool itself sees to it that a request which is sent twice is done once, so that one with an uncertain
   * outcome may be repeated; by default as `idempotent`.
   */
  safeToResend?: boolean;
  /** True for tools that move whole files: they get more time. */
  transfer?: boolean;
  /** True when a call can reach people other than the account's owner: mail, shares, invitations. */
  outward: boolean;
  /** For each tool that is `outward`: whom this call would reach. It may ask Google, as for the recipients of a reply. */
  audience?(input: z.output<Input>, call: Call): Audience | Promise<Audience>;
  /** True when the result holds text that other people wrote: mail, documents, events. */
  foreign: boolean;
  scopes: ScopeNeeds;
  /** Scopes with which the tool does more than without. */
  optionalScopes?: readonly string[];
  /** A strict object: unknown fields are refused. */
  input: Input;
  output?: z.ZodObject;
  run(input: z.output<Input>, call: Call): Promise<ToolResult>;
}

/** Input that fitted a tool's schema, ready to run; or what did not fit. */
export type Prepared =
  | { ok: true; run(call: Call): Promise<ToolResult>; audience(call: Call): Promise<Audience> }
  | { ok: false; error: z.ZodError };

/** A tool whose input type is not known statically. */
export interface AnyTool extends Omit<Tool, "run" | "audience"> {
  /** Parses untrusted input by the tool's own schema. */
  prepare(raw: unknown): Prepared;
}

/** Defines a tool: its `run` takes what its own schema parses. */
export function defineTool<Input extends z.ZodObject>({ run, audience, ...tool }: Tool<Input>): AnyTool {
  return {
    ...tool,
    prepare(raw) {
      const parsed = tool.input.safeParse(raw);
      return parsed.success
        ? {
            ok: true,
            run: (call) => run(parsed.data, call),
            audience: async (call) => (await audience?.(parsed.data, call)) ?? { recipients: [], content: "" },
          }
        : { ok: false, error: parsed.error };
    },
  };
}
