/**
 * Characters that are not seen: controls but for tab and line feed, and all that Unicode lets programs ignore in display:
 * soft hyphen, fillers, zero-width and joining characters, marks that turn the writing direction, variation selectors,
 * byte order mark, tags; and interlinear annotation (SECURITY-SPEC 4.6; Unicode Standard Annex 44, Default_Ignorable).
 */
const UNSEEN = /(?![\t\n])[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

const ZERO_WIDTH_NON_JOINER = "\u200c";
const ZERO_WIDTH_JOINER = "\u200d";
const TEXT_STYLE = "\ufe0e";
const EMOJI_STYLE = "\ufe0f";

/** Scripts in which a (non-)joiner between two letters changes how a word is written (Unicode chapters 9, 12 and 13). */
const JOINING_LETTER =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u;
/** What an emoji style selector may follow: an emoji, or the base of a keycap. */
const STYLED = /[\p{Extended_Pictographic}\d#*]/u;

/** Text without its unseen characters, and how many there were. */
export interface VisibleText {
  text: string;
  /** Code points removed. */
  removed: number;
}

/**
 * Removes what a reader would not see, so that nothing can be hidden in it. Kept are the joiners and style selectors
 * that emoji and some scripts are written with; CR LF becomes LF and U+2028 and U+2029 become line ends, uncounted.
 */
export function removeInvisible(source: string): VisibleText {
  const lines = source.replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n");
  let removed = 0;
  const text = lines.replace(UNSEEN, (character, at: number) => {
    if (isPartOfWriting(character, lines, at)) return character;
    removed += 1;
    return "";
  });
  return { text: text.replace(/\p{Surrogate}/gu, "\ufffd"), removed };
}

function isPartOfWriting(character: string, text: string, at: number): boolean {
  switch (character) {
    case EMOJI_STYLE:
    case TEXT_STYLE:
      return STYLED.test(codePointBefore(text, at));
    case ZERO_WIDTH_JOINER:
      return joins(EMOJI, beforeStyle(text, at), codePointAfter(text, at)) || joinsLetters(text, at);
    case ZERO_WIDTH_NON_JOINER:
      return joinsLetters(text, at);
    default:
      return false;
  }
}

function joinsLetters(text: string, at: number): boolean {
  return joins(JOINING_LETTER, codePointBefore(text, at), codePointAfter(text, at));
}

function joins(kind: RegExp, before: string, after: string): boolean {
  return kind.test(before) && kind.test(after);
}

/** The code point before, a style selector skipped. */
function beforeStyle(text: string, at: number): string {
  return codePointBefore(text, text[at - 1] === EMOJI_STYLE ? at - 1 : at);
}

function codePointBefore(text: string, at: number): string {
  const low = text.slice(Math.max(0, at - 1), at);
  return /[\udc00-\udfff]/.test(low) ? text.slice(Math.max(0, at - 2), at) : low;
}

function codePointAfter(text: string, at: number): string {
  const code = text.codePointAt(at + 1);
  return code === undefined ? "" : String.fromCodePoint(code);
}
