import { addressText, parseAddressList } from "./address-list.ts";
import { escapeHtml } from "./escape-html.ts";
import { readMailBody } from "./mail-body.ts";
import { rawHeader, readHeader } from "./mail-header.ts";
import { readMailHtml, textToHtml } from "./mail-html.ts";
import type { MailPart } from "./mail-parts.ts";
import { markdownToHtml } from "./markdown-to-html.ts";
import { quotableHtml } from "./quotable-html.ts";
import { findQuotedHistory } from "./quoted-history.ts";

/** What stands below one's own words, as text and as HTML. */
export interface Quote {
  text: string;
  html: string;
}

/** A mail that is quoted. */
export interface QuotedMail {
  payload: MailPart | null | undefined;
  /** Milliseconds since the epoch. */
  date: number;
  /** Zone in which the date is told. */
  timeZone: string;
  /** Content ids of pictures that go along. */
  pictures?: ReadonlySet<string>;
}

const BAR = "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex";

/** The answered mail as mail programs quote it: who wrote when, and every line marked. */
export function quoteAnswered(mail: QuotedMail): Quote {
  const [from] = parseAddressList(rawHeader(mail.payload?.headers, "From"));
  const line = `On ${longDate(mail.date, mail.timeZone)}, ${from ? addressText(from) : "someone"} wrote:`;
  const marked = readMailBody(mail.payload)
    .text.split("\n")
    .map((text) => (text === "" || text.startsWith(">") ? `>${text}` : `> ${text}`))
    .join("\n");
  return {
    text: `${line}\n${marked}`,
    html: `<br><div class="gmail_quote"><div class="gmail_attr">${escapeHtml(line)}<br></div><blockquote class="gmail_quote" style="${BAR}">${bodyHtml(mail)}</blockquote></div>`,
  };
}

/** The forwarded mail whole, below the headers that say what it was. */
export function quoteForwarded(mail: QuotedMail): Quote {
  const headers = mail.payload?.headers;
  const people = (name: string) => parseAddressList(rawHeader(headers, name)).map(addressText).join(", ");
  const facts = [
    ["From", people("From")],
    ["Date", longDate(mail.date, mail.timeZone)],
    ["Subject", readHeader(headers, "Subject")],
    ["To", people("To")],
    ["Cc", people("Cc")],
  ].flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
  const head = ["---------- Forwarded message ---------", ...facts].join("\n");
  return {
    text: `${head}\n\n${readMailBody(mail.payload).text}`,
    html: `<br><div class="gmail_quote"><div class="gmail_attr">${textToHtml(head)}<br><br></div>${bodyHtml(mail)}</div>`,
  };
}

function bodyHtml({ payload, pictures }: QuotedMail): string {
  const html = readMailHtml(payload);
  return html === undefined ? textToHtml(readMailBody(payload).text) : quotableHtml(html, pictures);
}

/** `Tue, 24 Nov 2026 at 14:05 GMT+1`: for readers in any zone. */
function longDate(date: number, timeZone: string): string {
  if (!Number.isFinite(date)) return "an unknown day";
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "shortOffset",
  }).formatToParts(date);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${part.weekday}, ${part.day} ${part.month} ${part.year} at ${part.hour}:${part.minute} ${part.timeZoneName}`;
}

/** The body of a mail from one's own words and what is quoted below them. */
export function composeBody(
  body: string,
  format: "markdown" | "plain",
  quote?: Quote,
): { text: string; html?: string } {
  const text = quote ? `${body.trimEnd()}\n\n${quote.text}`.trimStart() : body;
  return format === "plain" ? { text } : { text, html: markdownToHtml(body, quote?.html) };
}

/** What a written mail quotes below its own words; undefined when it quotes nothing. */
export function quoteWithin(text: string | undefined, html: string | undefined): Quote | undefined {
  const at = text === undefined ? undefined : findQuotedHistory(text);
  const start = html?.search(/(?:<br\s*\/?>\s*)?<div[^<>]*\bclass=["']?gmail_quote\b/i) ?? -1;
  const found = {
    text: at === undefined ? "" : (text?.slice(at) ?? ""),
    html: start < 0 ? "" : (html?.slice(start).replace(/<\/body>[\s\S]*$/i, "") ?? ""),
  };
  if (found.text === "" && found.html === "") return undefined;
  return { text: found.text, html: found.html === "" ? `<br>${textToHtml(found.text)}` : found.html };
}
