import { decodeWords } from "./mail-header.ts";
import type { MailAddress } from "./mime-message.ts";

/** Addresses of one header that are read; lists of recipients have fewer. */
const MOST_ADDRESSES = 2_000;

/** Characters of a display name that are read. */
const LONGEST_NAME = 500;

/**
 * The addresses of a header such as To (RFC 5322 section 3.4): names without quotes, groups as their members. Gmail
 * gives names with their encoded words decoded and not always quoted, so a piece without an address is taken for the
 * beginning of the next one's name: `Lovelace, Ada <ada@example.com>` is one person. What is no address is left out.
 */
export function parseAddressList(value: string): MailAddress[] {
  const found: MailAddress[] = [];
  let carried = "";
  for (const piece of splitList(value)) {
    if (found.length >= MOST_ADDRESSES) break;
    const address = (carried !== "" && readAddress(`${carried}, ${piece}`)) || readAddress(piece);
    const begins = !address && piece !== "" && carried.length < LONGEST_NAME && !/[<>@]/.test(piece);
    carried = begins ? [carried, piece].filter((part) => part !== "").join(", ") : "";
    if (address) found.push(address);
  }
  return found;
}

/** Cuts at the commas that part addresses, not at those within quotes, comments and angle brackets; a group's `name:` and `;` go. */
function splitList(value: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  let quoted = false;
  let comments = 0;
  let angle = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? "";
    if (character === "\\" && (quoted || comments > 0)) {
      piece += character + (value[at + 1] ?? "");
      at += 1;
      continue;
    }
    if (character === '"' && comments === 0) quoted = !quoted;
    else if (!quoted && character === "(") comments += 1;
    else if (!quoted && character === ")") comments = Math.max(0, comments - 1);
    else if (!quoted && comments === 0 && (character === "<" || character === ">")) angle = character === "<";
    const within = quoted || comments > 0 || angle;
    if (!within && (character === "," || character === ";")) {
      pieces.push(piece.trim());
      // What stands before a `;` ends there: it is no beginning of another name.
      if (character === ";") pieces.push("");
      piece = "";
    } else if (!within && character === ":") piece = "";
    else piece += character;
  }
  return [...pieces, piece.trim()];
}

/** `Name <address>`, `address (Name)` or a bare address. */
function readAddress(piece: string): MailAddress | undefined {
  const angle = /^(?<name>[\s\S]*)<(?<address>[^<>]*)>[^<>]*$/.exec(piece)?.groups;
  const comment = angle ? undefined : /^(?<address>[^()]*)\((?<name>[\s\S]*)\)\s*$/.exec(piece)?.groups;
  const address = (angle?.address ?? comment?.address ?? piece).trim();
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address)) return undefined;
  return { name: nameOf(angle?.name ?? comment?.name ?? ""), address };
}

/** A display name without its quotes and backslashes, encoded words decoded, on one line. */
function nameOf(raw: string): string {
  const plain = raw
    .slice(0, LONGEST_NAME)
    .replace(/"((?:[^"\\]|\\.)*)"/gs, "$1")
    .replace(/\\(.)/gs, "$1");
  return decodeWords(plain)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

/** An address with its name, as people write it. */
export function addressText({ name, address }: MailAddress): string {
  return name === "" ? address : `${name} <${address}>`;
}

/** Addresses that are the same person's mailbox count once; the first stays. */
export function withoutDoubles(addresses: readonly MailAddress[]): MailAddress[] {
  const seen = new Set<string>();
  return addresses.filter(({ address }) => {
    const key = address.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
