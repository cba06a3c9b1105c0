/** What is wrong with stored content, as far as it can be known (SECURITY-SPEC 2.6). */
export type UnreadableReason =
  /** Ends too early. */
  | "cut_short"
  /** Not what this program wrote. */
  | "changed"
  /** The authentication tag does not fit: changed, or another key. */
  | "not_authentic"
  /** Belongs to another machine. */
  | "machine"
  /** Belongs to another passphrase, or to one where there is none, or the other way round. */
  | "passphrase"
  /** Has a version that this program does not know. */
  | "newer_version";

/** Stored content that cannot be read. Says nothing of the content. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
  constructor(readonly reason: UnreadableReason) {
    super(`stored content is unreadable: ${reason}`);
  }
}

const WORDS: Readonly<Record<UnreadableReason, string>> = {
  cut_short: "was cut short",
  changed: "was changed or damaged after it was written",
  not_authentic: "was changed, or belongs to another machine, user or passphrase",
  machine: "was written on another machine, or this machine's identifier has changed",
  passphrase: "was written with another GOOGLE_MCP_PASSPHRASE than the one set now",
  newer_version: "was written by a newer version of this program",
};

/** The end of a sentence about unreadable content. */
export function wordsFor(reason: UnreadableReason): string {
  return WORDS[reason];
}
