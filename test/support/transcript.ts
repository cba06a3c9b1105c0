import { appendFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Everything that the program prints anywhere in the suite, and every secret that was in play, so that one search at the
 * end can show that none of the latter is among the former (SECURITY-SPEC 4.5). The folder is set by the global set-up.
 */
const folder = process.env.TEST_TRANSCRIPTS;

/** Notes what the program printed: stdout, stderr, or an MCP message. */
export function recordOutput(source: string, text: string): void {
  if (folder && text !== "")
    appendFileSync(join(folder, `output-${process.pid}.jsonl`), `${JSON.stringify({ source, text })}\n`);
}

/** Notes a secret that the program has held: token, code, code verifier, client secret. */
export function recordSecret(kind: string, value: string): void {
  if (folder && value !== "")
    appendFileSync(join(folder, `secrets-${process.pid}.jsonl`), `${JSON.stringify({ kind, value })}\n`);
}

/** A secret found in something that the program printed. */
export interface Leak {
  kind: string;
  source: string;
  /** Where in the output it stands, with the secret itself cut down to its start. */
  excerpt: string;
}

/** What a secret's kind looks like, for secrets that nobody noted. */
const SHAPES: readonly [string, RegExp][] = [
  ["access token", /ya29\.[\w.-]{10,}/],
  ["client secret", /GOCSPX-[\w-]{8,}/],
  ["ID token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./],
  ["refresh token", /\b1\/\/[\w-]{20,}/],
];

/** Searches outputs for secrets, as they are and in the encodings in which they might slip out. */
export function findLeaks(
  outputs: readonly { source: string; text: string }[],
  secrets: readonly { kind: string; value: string }[],
): Leak[] {
  const needles = secrets.flatMap(({ kind, value }) =>
    [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString("base64"),
      Buffer.from(value).toString("base64url"),
    ].map((needle) => ({ kind, needle })),
  );
  return outputs.flatMap(({ source, text }) => {
    const known = needles
      .filter(({ needle }) => text.includes(needle))
      .map(({ kind, needle }) => leak(kind, source, text, text.indexOf(needle)));
    const shaped = SHAPES.flatMap(([kind, shape]) => {
      const found = shape.exec(text);
      return found ? [leak(kind, source, text, found.index)] : [];
    });
    return [...known, ...shaped];
  });
}

function leak(kind: string, source: string, text: string, index: number): Leak {
  return { kind, source, excerpt: `${text.slice(Math.max(0, index - 60), index + 6)}…` };
}

/** Reads what all test processes have noted. */
export function readTranscripts(from: string): {
  outputs: { source: string; text: string }[];
  secrets: { kind: string; value: string }[];
} {
  mkdirSync(from, { recursive: true });
  const linesOf = (prefix: string) =>
    readdirSync(from)
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => readFileSync(join(from, name), "utf8").split("\n"))
      .filter((line) => line !== "");
  return {
    outputs: linesOf("output-").map((line) => JSON.parse(line)),
    secrets: [...new Set(linesOf("secrets-"))].map((line) => JSON.parse(line)),
  };
}
