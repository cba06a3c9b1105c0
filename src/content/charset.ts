/** Charsets whose bytes are all ASCII, so that they pass for UTF-8 though they are not; they shift with ESC or `~{`. */
const SEVEN_BIT_SHIFTED = /^(?:cs)?iso-?2022-/;

/** Labels that mail carries and the Encoding Standard does not know, with what they mean. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["cp932", "shift_jis"],
  ["ms932", "shift_jis"],
  ["cp936", "gbk"],
  ["cp949", "euc-kr"],
  ["cp950", "big5"],
  ["latin-1", "windows-1252"],
  ["cp850", "windows-1252"],
  ["iso-8859-1-windows-3.1-latin-1", "windows-1252"],
]);

/**
 * Decodes the bytes of a text part. Gmail hands most parts out as UTF-8 already and leaves the declared charset as it
 * was, so valid UTF-8 is taken for what it is, and the declaration holds for the rest. An unknown charset is read as
 * windows-1252, which never fails.
 * @param charset label as declared in Content-Type, if any
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const label = charset?.trim().toLowerCase() ?? "";
  const declared = ALIASES.get(label) ?? label;
  const shifted = SEVEN_BIT_SHIFTED.test(declared) && bytes.includes(0x1b);
  const wide = /^(?:utf-?16|unicode|ucs-?2)/.test(declared) && bytes.includes(0);
  const utf8 = shifted || wide ? undefined : decodeStrictly(bytes, "utf-8");
  return utf8 ?? decodeLeniently(bytes, declared) ?? decodeWestern(bytes);
}

function decodeStrictly(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Undefined for a charset that is not known. A part that declares UTF-8 and is not would lose its letters: the fallback keeps them. */
function decodeLeniently(bytes: Uint8Array, label: string): string | undefined {
  if (label === "" || /^(?:utf-?8|us-ascii|ascii|unknown-8bit)$/.test(label)) return undefined;
  try {
    const decoder = new TextDecoder(label);
    return decoder.encoding === "windows-1252" ? decodeWestern(bytes) : decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes 0x80 to 0x9f in windows-1252 (Encoding Standard, "index windows-1252"). */
const WESTERN_HIGH =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

/** windows-1252. Node 20's own decoder reads bytes 0x80 to 0x9f as ISO-8859-1, which loses quotes, dashes and the euro. */
function decodeWestern(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (control) => WESTERN_HIGH[control.charCodeAt(0) - 0x80] ?? control);
}
