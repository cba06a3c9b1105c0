import { decodeText } from "./charset.ts";
import { htmlToText } from "./html-to-text.ts";
import { removeInvisible } from "./invisible.ts";
import { headerParameter, rawHeader } from "./mail-header.ts";
import { isAttachment, type MailPart, multipartKind } from "./mail-parts.ts";

/** What a mail says, as text. */
export interface MailBody {
  text: string;
  /** Which of the mail's bodies the text comes from; `none` when it has none. */
  source: "plain" | "html" | "none";
  /** What was taken out because a person would not see it, and what could not be read: sentences for the reader. */
  notes: string[];
}

interface BodyText {
  text: string;
  source: "plain" | "html";
  invisibleCharacters: number;
  hiddenPassages: number;
  hiddenCharacters: number;
  cut: boolean;
}

const DEEPEST = 40;

/** Plain texts that only say that there is nothing in them. */
const STUB =
  /(?:not|n't|unable|cannot)\b[^.]{0,60}\b(?:support|display|view|show|render|read)[^.]{0,60}\bhtml|\bhtml\b[^.]{0,60}\b(?:client|viewer|version|enabled|format)|view (?:it|this|the) (?:e-?mail|message|newsletter)?[^.]{0,20}\b(?:in|with) (?:your|a|an)\b[^.]{0,20}\b(?:browser|client)/i;
const LONGEST_STUB = 600;

/** Plain text shorter than this beside HTML that says many times more is a summary of it, not an alternative to it. */
const SHORT_PLAIN = 200;
const MANY_TIMES = 5;

/**
 * The body of a mail: its plain text, or what its HTML says where the plain text is missing, empty or only says that the
 * mail is in HTML (RFC 2046 section 5.1.4).
 * @param payload as `messages.get` gives it with `format=full`; text parts that Gmail keeps apart need their data filled in
 */
export function readMailBody(payload: MailPart | null | undefined): MailBody {
  const pieces = payload ? textsOf(payload, 0) : [];
  const text = pieces
    .map((piece) => piece.text)
    .filter((piece) => piece !== "")
    .join("\n\n");
  const source = pieces.find((piece) => piece.text !== "")?.source ?? "none";
  return { text, source, notes: notesOn(pieces) };
}

/** The text parts that Gmail has left out for their size, to be fetched by their attachment id. */
export function textPartsKeptApart(payload: MailPart | null | undefined, depth = 0): { part: MailPart; id: string }[] {
  if (!payload || depth > DEEPEST) return [];
  const id = payload.body?.attachmentId;
  const isBody = isText(payload) && !isAttachment(payload) && !payload.body?.data;
  const own = isBody && id ? [{ part: payload, id }] : [];
  return [...own, ...(payload.parts ?? []).flatMap((part) => textPartsKeptApart(part, depth + 1))];
}

function isText(part: MailPart): boolean {
  return /^text\/(?:plain|html)$/i.test(part.mimeType ?? "");
}

function textsOf(part: MailPart, depth: number): BodyText[] {
  if (depth > DEEPEST || isAttachment(part)) return [];
  const kind = multipartKind(part);
  if (kind === undefined) return isText(part) ? [readPart(part)] : [];
  const children = part.parts ?? [];
  return kind === "alternative"
    ? chooseAlternative(children.map((child) => textsOf(child, depth + 1)))
    : children.flatMap((child) => textsOf(child, depth + 1));
}

function chooseAlternative(alternatives: BodyText[][]): BodyText[] {
  const offered = alternatives.filter((texts) => texts.some(({ text }) => text !== ""));
  const plain = offered.find((texts) => texts.every(({ source }) => source === "plain"));
  const html = offered.findLast((texts) => texts.some(({ source }) => source === "html"));
  if (!plain) return html ?? offered.at(-1) ?? [];
  return html && isStub(lengthOf(plain), plain[0]?.text ?? "", lengthOf(html)) ? html : plain;
}

function lengthOf(texts: readonly BodyText[]): number {
  return texts.reduce((sum, { text }) => sum + text.length, 0);
}

function isStub(plainLength: number, plain: string, htmlLength: number): boolean {
  if (plainLength < LONGEST_STUB && STUB.test(plain)) return true;
  return plainLength < SHORT_PLAIN && htmlLength > plainLength * MANY_TIMES;
}

function readPart(part: MailPart): BodyText {
  const type = rawHeader(part.headers, "Content-Type");
  const decoded = decodeText(Buffer.from(part.body?.data ?? "", "base64url"), headerParameter(type, "charset"));
  if (/html/i.test(part.mimeType ?? "")) return { ...htmlToText(decoded), source: "html" };
  const flowed = headerParameter(type, "format")?.toLowerCase() === "flowed";
  const deleteSpaces = headerParameter(type, "delsp")?.toLowerCase() === "yes";
  const clean = removeInvisible(decoded);
  const text = tidy(flowed ? unflow(clean.text, deleteSpaces) : clean.text);
  return {
    text,
    source: "plain",
    invisibleCharacters: clean.removed,
    hiddenPassages: 0,
    hiddenCharacters: 0,
    cut: false,
  };
}

/** White space at line ends goes, and more than one blank line in a row. */
function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}

/** Joins the lines of flowed text: one that ends in a space goes on in the next of the same quote depth (RFC 3676 section 4). */
function unflow(text: string, deleteSpaces: boolean): string {
  const paragraphs: string[] = [];
  let open: { quote: string; text: string } | undefined;
  for (const line of text.split("\n")) {
    const quote = /^>*/.exec(line)?.[0] ?? "";
    const content = line.slice(quote.length).replace(/^ /, "");
    const flows = content.endsWith(" ") && content !== "-- ";
    const piece = flows && deleteSpaces ? content.slice(0, -1) : content;
    if (open && open.quote === quote && content !== "-- ") open.text += piece;
    else {
      if (open) paragraphs.push(quoted(open));
      open = { quote, text: piece };
    }
    if (!flows) {
      paragraphs.push(quoted(open));
      open = undefined;
    }
  }
  if (open) paragraphs.push(quoted(open));
  return paragraphs.join("\n");
}

function quoted({ quote, text }: { quote: string; text: string }): string {
  return quote === "" ? text : `${quote} ${text}`;
}

function notesOn(pieces: readonly BodyText[]): string[] {
  const sum = (key: "invisibleCharacters" | "hiddenPassages" | "hiddenCharacters") =>
    pieces.reduce((total, piece) => total + piece[key], 0);
  const passages = sum("hiddenPassages");
  const invisible = sum("invisibleCharacters");
  const removed = [
    ...(passages > 0 ? [`${count(passages, "passage")} hidden by style (${sum("hiddenCharacters")} characters)`] : []),
    ...(invisible > 0 ? [count(invisible, "invisible character")] : []),
  ];
  return [
    ...(removed.length > 0 ? [`Removed: ${removed.join(", ")}.`] : []),
    ...(pieces.some(({ cut }) => cut) ? ["The HTML is too long or too deeply nested; its end was left out."] : []),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
