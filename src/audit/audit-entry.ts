import * as z from "zod";

/** What an entry tells (SECURITY-SPEC 7.1): no content, no address, no token. */
export const auditFactsSchema = z.strictObject({
  /** A tool's name, or a security event such as `sign_in`, `sign_out`, `revoke`, `revoke_all`. */
  event: z.string().max(100),
  severity: z.enum(["info", "warning", "medium", "high", "critical"]),
  /** `ok`, or the code of the error. */
  outcome: z.string().max(60),
  /** The account as a keyed hash; absent where none is concerned. */
  account: z.string().max(64).optional(),
  /** The start of the session's id. */
  session: z.string().max(16).optional(),
  durationMs: z.number().int().nonnegative().optional(),
  /** Bytes of the answer. */
  bytes: z.number().int().nonnegative().optional(),
  /** What the guard decided of a call that reaches others. */
  guard: z.string().max(20).optional(),
  /** What cannot be said with the fields above, in a few words of our own. */
  note: z.string().max(200).optional(),
});
export type AuditFacts = z.infer<typeof auditFactsSchema>;

/** A line of the log: facts in a chain. */
export const auditEntrySchema = z.strictObject({
  seq: z.number().int().positive(),
  time: z.string(),
  ...auditFactsSchema.shape,
  /** SHA-256 of the line before, 64 zeros for the first. */
  prev: z.string().regex(/^[0-9a-f]{64}$/),
  /** HMAC-SHA-256 over everything before it in the line. */
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Events that are no tool calls. */
export const SECURITY_EVENTS = new Set(["sign_in", "sign_out", "refresh", "revoke", "revoke_all", "alert"]);

/** What stands before the first line. */
export const NOTHING_BEFORE = "0".repeat(64);
