import { Parser } from "htmlparser2";

const UNSEEN = /^(script|style|head|title)$/;
const BLOCK = /^(address|blockquote|br|div|h[1-6]|hr|li|ol|p|pre|table|td|th|tr|ul)$/;

/** The text of an HTML body, for search and snippets. Text that is hidden by style counts: Gmail does not look at it. */
export function textOfHtml(html: string): string {
  let text = "";
  let unseen = 0;
  new Parser({
    onopentag(name) {
      if (UNSEEN.test(name)) unseen += 1;
      if (BLOCK.test(name)) text += " ";
    },
    ontext(piece) {
      if (unseen === 0) text += piece;
    },
    onclosetag(name) {
      if (UNSEEN.test(name)) unseen -= 1;
      if (BLOCK.test(name)) text += " ";
    },
  }).end(html);
  return text;
}
