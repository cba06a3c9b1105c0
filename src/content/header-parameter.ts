import { decodeText } from "./charset.ts";
import { decodeWords } from "./mail-header.ts";

/** Pieces that a parameter's value is put together from. */
const MOST_PIECES = 100;

/** Characters of a header that are looked through. */
const LONGEST_HEADER = 20_000;

/**
 * A parameter of a Content-Type or Content-Disposition value whose text may be encoded: as it is, in RFC 2231's form
 * (`filename*=UTF-8''…`, also in numbered pieces), or as encoded words, which RFC 2047 forbids there and programs write
 * all the same.
 */
export function textParameter(value: string, parameter: string): string | undefined {
  const pieces = piecesOf(value, parameter);
  const whole = pieces.find(({ number, extended }) => number === undefined && extended);
  if (whole) return decodeExtended(whole.text);
  const numbered = pieces
    .filter(({ number }) => number !== undefined)
    .sort((a, b) => Number(a.number) - Number(b.number))
    .slice(0, MOST_PIECES);
  if (numbered.length > 0) return decodePieces(numbered);
  const plain = pieces[0]?.text;
  return plain === undefined ? undefined : decodeWords(plain);
}

interface ParameterPiece {
  text: string;
  number: string | undefined;
  /** Whether the text is percent-encoded. */
  extended: boolean;
}

function piecesOf(value: string, parameter: string): ParameterPiece[] {
  const name = parameter.replace(/[^\w-]/g, "");
  const pattern = new RegExp(
    `;\\s*${name}(?:\\*(\\d{1,3}))?(\\*)?\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`,
    "gis",
  );
  return [...value.slice(0, LONGEST_HEADER).matchAll(pattern)].map(([, number, star, quoted, bare]) => ({
    text: quoted === undefined ? (bare ?? "") : quoted.replace(/\\(.)/gs, "$1"),
    number,
    extended: star !== undefined,
  }));
}

function decodeExtended(text: string): string {
  const [, charset, encoded] = /^([^']*)'[^']*'([\s\S]*)$/.exec(text) ?? [undefined, undefined, text];
  return decodeText(percentBytes(encoded ?? ""), charset);
}

/** The first piece names the charset; bytes of one letter may be parted between two pieces. */
function decodePieces(pieces: readonly ParameterPiece[]): string {
  const first = pieces[0];
  const named = first?.extended ? /^([^']*)'[^']*'([\s\S]*)$/.exec(first.text) : undefined;
  const bytes = pieces.map(({ text, extended }, index) => {
    const own = index === 0 && named ? (named[2] ?? "") : text;
    return extended ? percentBytes(own) : Buffer.from(own);
  });
  return decodeText(Buffer.concat(bytes), named?.[1]);
}

function percentBytes(text: string): Buffer {
  const parts = text
    .split(/(%[\da-f]{2})/i)
    .map((part) =>
      /^%[\da-f]{2}$/i.test(part) ? Buffer.from([Number.parseInt(part.slice(1), 16)]) : Buffer.from(part),
    );
  return Buffer.concat(parts);
}
