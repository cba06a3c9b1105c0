import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { DEFAULT_CHARACTERS } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { decodeEntities } from "../../content/html-entities.ts";
import { readable, readHeader } from "../../content/mail-header.ts";
import { listAttachments } from "../../content/mail-parts.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { pageSize, pageToken, queryText } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { READ_MAIL } from "./gmail-scopes.ts";
import { type LabelNames, loadLabelNames } from "./labels.ts";

/** Messages read at once: the largest page in one round. */
const AT_ONCE = 100;

/**
 * `format=metadata` tells no parts, so whether a message has an attachment could then only be guessed from its
 * Content-Type, or asked with a second search whose pages do not match. `format=full` under this mask has the part
 * names and no body: one request a message, and exact. A mask cannot recurse; attachments sit at most this deep.
 */
const MESSAGE_FIELDS =
  "id,threadId,labelIds,snippet,internalDate,payload(mimeType,filename,headers,parts(mimeType,filename,parts(mimeType,filename,parts(mimeType,filename,parts(mimeType,filename)))))";

const rowSchema = z.strictObject({
  id: z.string(),
  threadId: z.string(),
  date: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  snippet: z.string(),
  labels: z.array(z.string()),
  attachment: z.boolean(),
});
type Row = z.output<typeof rowSchema>;

/** Characters of each column; narrower ones are taken until the answer fits its bound. */
const WIDTHS = [
  { from: 80, to: 100, subject: 150, snippet: 200 },
  { from: 60, to: 60, subject: 100, snippet: 90 },
  { from: 40, to: 30, subject: 60, snippet: 0 },
] as const;

/** Finds messages by a Gmail query, one row a message. */
export const gmailSearch = defineTool({
  name: "gmail_search",
  title: "Search mail",
  description:
    "Searches mail with Gmail's query syntax; returns one row a message, newest first, with its id. Read whole messages with gmail_get_message.",
  service: "gmail",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_MAIL,
  input: z.strictObject({
    query: queryText(2_000)
      .default("")
      .describe("As in Gmail's search box, e.g. from:ada@example.com is:unread newer_than:7d. Empty: all mail."),
    page_size: pageSize(100, 25),
    page_token: pageToken.optional(),
    include_spam_trash: z.boolean().default(false),
  }),
  output: z.strictObject({
    messages: z.array(rowSchema),
    timeZone: z.string(),
    nextPageToken: z.string().optional(),
  }),
  async run(input, call) {
    const gmail = await call.google.batched.gmail();
    const [{ data: list }, labels] = await Promise.all([
      gmail.users.messages.list({
        userId: "me",
        maxResults: input.page_size,
        fields: "messages(id),nextPageToken",
        ...(input.query.trim() !== "" && { q: input.query }),
        ...(input.page_token !== undefined && { pageToken: input.page_token }),
        ...(input.include_spam_trash && { includeSpamTrash: true }),
      }),
      loadLabelNames(gmail),
    ]);
    const ids = (list.messages ?? []).flatMap(({ id }) => (id ? [id] : []));
    const messages = await mapInParallel(ids, AT_ONCE, (id) => readSummary(gmail, id));
    const rows = messages.flatMap((message) => (message ? [toRow(message, labels, call.account.timeZone)] : []));
    const { text, shown } = fitTable(rows);
    return {
      text: describe(text, rows.length, call.account.timeZone, input),
      ...(list.nextPageToken && { note: `More: page_token ${list.nextPageToken}` }),
      data: {
        messages: shown,
        timeZone: call.account.timeZone,
        ...(list.nextPageToken && { nextPageToken: list.nextPageToken }),
      },
    };
  },
});

/** Undefined for a message that was deleted since it was listed. */
async function readSummary(gmail: gmail_v1.Gmail, id: string): Promise<gmail_v1.Schema$Message | undefined> {
  try {
    const { data } = await gmail.users.messages.get({ userId: "me", id, format: "full", fields: MESSAGE_FIELDS });
    return data;
  } catch (error) {
    if (error instanceof GoogleApiError && error.code === "not_found") return undefined;
    throw error;
  }
}

function toRow(message: gmail_v1.Schema$Message, labels: LabelNames, timeZone: string): Row {
  const headers = message.payload?.headers;
  return {
    id: message.id ?? "",
    threadId: message.threadId ?? "",
    date: formatInstant(Number(message.internalDate), timeZone),
    from: readHeader(headers, "From"),
    to: readHeader(headers, "To"),
    subject: readHeader(headers, "Subject"),
    snippet: readable(decodeEntities(message.snippet ?? "")),
    labels: labels.namesOf(message.labelIds),
    attachment: listAttachments(message.payload).some(({ inline }) => !inline),
  };
}

/** The widest table that stays within the bound, and the rows as it shows them. */
function fitTable(rows: readonly Row[]): { text: string; shown: Row[] } {
  let table = { text: "", shown: [...rows] };
  for (const width of WIDTHS) {
    const shown = rows.map((row) => ({
      ...row,
      from: shorten(row.from, width.from),
      to: shorten(row.to, width.to),
      subject: shorten(row.subject, width.subject),
      snippet: shorten(row.snippet, width.snippet),
    }));
    table = { text: renderRows(shown), shown };
    if (table.text.length <= DEFAULT_CHARACTERS) break;
  }
  return table;
}

function renderRows(rows: readonly Row[]): string {
  return markdownTable(
    ["id", "thread", "date", "from", "to", "subject", "snippet", "labels", "files"],
    rows.map((row) => [
      row.id,
      row.threadId === row.id ? "=" : row.threadId,
      row.date,
      row.from,
      row.to,
      row.subject,
      row.snippet,
      row.labels.join(", "),
      row.attachment ? "yes" : "",
    ]),
  );
}

function describe(
  table: string,
  count: number,
  timeZone: string,
  input: { query: string; page_token?: string | undefined },
) {
  if (count > 0) return `Times in ${timeZone}; thread "=" is the same as the id.\n\n${table}`;
  if (input.page_token !== undefined) return "No more messages.";
  return input.query.trim() === "" ? "The mailbox is empty." : "No message matches the query.";
}
