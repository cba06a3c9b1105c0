import { createHmac, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import { parseJson } from "../json.ts";
import { type AuditEntry, type AuditFacts, auditEntrySchema } from "./audit-entry.ts";

/** Where a chain stands: after which entry, and that entry's hash. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** The next line of a chain, without its line end. */
export function makeLine(key: KeyObject, end: ChainEnd, time: string, facts: AuditFacts): string {
  const signed = JSON.stringify({ seq: end.seq + 1, time, ...facts, prev: end.hash });
  return `${signed.slice(0, -1)},"mac":"${macOf(key, signed)}"}`;
}

/** Where a chain stands after a line. */
export function endAfter(line: string, seq: number): ChainEnd {
  return { seq, hash: hash("sha256", line) };
}

/** Reads a line and holds it against its HMAC; undefined when it was changed, or is no line of a log. */
export function readLine(key: KeyObject, line: string): AuditEntry | undefined {
  const split = /^(\{.*),"mac":"([0-9a-f]{64})"\}$/.exec(line);
  if (!split) return undefined;
  const [, start = "", mac = ""] = split;
  if (!timingSafeEqual(Buffer.from(macOf(key, `${start}}`)), Buffer.from(mac))) return undefined;
  const parsed = auditEntrySchema.safeParse(parseJson(line));
  return parsed.success ? parsed.data : undefined;
}

/** HMAC-SHA-256 as hexadecimal. */
export function macOf(key: KeyObject, text: string): string {
  return createHmac("sha256", key).update(text, "utf8").digest("hex");
}
