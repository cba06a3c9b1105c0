import { decodeText } from "./charset.ts";
import { removeInvisible } from "./invisible.ts";
import { oneLine } from "./table.ts";

/** A header of a mail or of one of its parts, as Gmail lists them. */
export interface MailHeader {
  name?: string | null | undefined;
  value?: string | null | undefined;
}

/** The first header of that name as it came, or an empty text. Names are the same in any case (RFC 5322 section 1.2.2). */
export function rawHeader(headers: readonly MailHeader[] | null | undefined, name: string): string {
  const wanted = name.toLowerCase();
  return headers?.find((header) => header.name?.toLowerCase() === wanted)?.value ?? "";
}

/** A header for reading: on one line, encoded words decoded, without unseen characters. */
export function readHeader(headers: readonly MailHeader[] | null | undefined, name: string): string {
  return readable(rawHeader(headers, name));
}

/** Foreign one-line text for reading: encoded words decoded, unseen characters removed. */
export function readable(value: string): string {
  return oneLine(removeInvisible(decodeWords(value)).text);
}

/**
 * Decodes encoded words (RFC 2047). Gmail has decoded most already; those that it leaves are decoded here. White space
 * between two of them is not part of the text (section 6.2).
 */
export function decodeWords(value: string): string {
  if (!value.includes("=?")) return value;
  const joined = value.replace(/(\?=)\s+(?==\?[^?\s]{1,60}\?[bq]\?)/gi, "$1");
  return joined.replace(/=\?([^?\s*]{1,60})(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi, (_, charset, encoding, content) => {
    const bytes = /b/i.test(encoding) ? Buffer.from(content, "base64") : quotedBytes(content);
    return decodeText(bytes, charset);
  });
}

/** The Q encoding: `_` is a space, `=XX` a byte (RFC 2047 section 4.2). */
function quotedBytes(content: string): Buffer {
  const binary = content
    .replaceAll("_", " ")
    .replace(/=([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(binary, "latin1");
}

/** One parameter of a Content-Type or Content-Disposition value, such as `charset`; undefined when absent. */
export function headerParameter(value: string, parameter: string): string | undefined {
  const match = new RegExp(`;\\s*${parameter}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, "i").exec(value);
  return match?.[1] ?? match?.[2];
}
