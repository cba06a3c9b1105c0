import { decodeText } from "./charset.ts";
import { escapeHtml } from "./escape-html.ts";
import { headerParameter, rawHeader } from "./mail-header.ts";
import { isAttachment, type MailPart, multipartKind } from "./mail-parts.ts";

const DEEPEST = 40;

/** The text of a text part, by its charset. */
export function partText({ headers, body }: MailPart): string {
  const charset = headerParameter(rawHeader(headers, "Content-Type"), "charset");
  return decodeText(Buffer.from(body?.data ?? "", "base64url"), charset).replaceAll("\r\n", "\n");
}

/** Plain text as HTML that keeps its lines. */
export function textToHtml(text: string): string {
  return escapeHtml(text).replaceAll("\n", "<br>\n");
}

/**
 * The HTML that a mail's body is, its plain pieces turned into HTML; undefined when there is no HTML in it.
 * @param payload as for `readMailBody`
 */
export function readMailHtml(payload: MailPart | null | undefined): string | undefined {
  const pieces = payload ? piecesOf(payload, 0) : [];
  if (!pieces.some(({ isHtml }) => isHtml)) return undefined;
  return pieces.map(({ text, isHtml }) => (isHtml ? text : textToHtml(text))).join("<br>\n");
}

/** The plain text that a mail's body has beside or instead of HTML; undefined when there is none. */
export function readMailPlainText(payload: MailPart | null | undefined): string | undefined {
  const texts = payload ? plainTextsOf(payload, 0) : [];
  return texts.length === 0 ? undefined : texts.join("\n\n");
}

interface BodyPiece {
  text: string;
  isHtml: boolean;
}

function piecesOf(part: MailPart, depth: number): BodyPiece[] {
  if (depth > DEEPEST || isAttachment(part)) return [];
  const kind = multipartKind(part);
  if (kind === undefined) return bodyKind(part) === undefined ? [] : [pieceOf(part)];
  const children = (part.parts ?? []).map((child) => piecesOf(child, depth + 1));
  if (kind !== "alternative") return children.flat();
  return children.findLast((pieces) => pieces.some(({ isHtml }) => isHtml)) ?? children.flat();
}

function pieceOf(part: MailPart): BodyPiece {
  return { text: partText(part), isHtml: bodyKind(part) === "html" };
}

function plainTextsOf(part: MailPart, depth: number): string[] {
  if (depth > DEEPEST || isAttachment(part)) return [];
  if (bodyKind(part) === "plain") return [partText(part)];
  return (part.parts ?? []).flatMap((child) => plainTextsOf(child, depth + 1));
}

/** Whether a part is a piece of the body, and of which kind. */
export function bodyKind({ mimeType }: MailPart): "plain" | "html" | undefined {
  const type = mimeType?.toLowerCase();
  return type === "text/plain" ? "plain" : type === "text/html" ? "html" : undefined;
}
