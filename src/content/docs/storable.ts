/** Half a character beyond the Basic Multilingual Plane. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text as Docs keeps it, so that its UTF-16 length is what it takes there: without the characters that Docs strips
 * (Google, "InsertTextRequest", `text`). The vertical tab goes too: it would be a line break within a paragraph.
 */
export function storable(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Google strips
      .replace(/[\u0000-\u0008\u000b-\u000c\u000e-\u001f\ue000-\uf8ff]/g, "")
      .replaceAll("\r", "\n")
      .replace(LONE_SURROGATE, "\ufffd")
  );
}
