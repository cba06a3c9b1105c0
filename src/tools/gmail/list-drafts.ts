import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { decodeEntities } from "../../content/html-entities.ts";
import { readable, readHeader } from "../../content/mail-header.ts";
import { listAttachments } from "../../content/mail-parts.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { pageSize, pageToken, queryText } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { READ_DRAFTS } from "./gmail-scopes.ts";

/** Drafts read at once: the largest page in one round. */
const AT_ONCE = 50;

/** As in a search: part names without bodies, as deep as attachments sit. */
const DRAFT_FIELDS =
  "id,message(id,threadId,snippet,internalDate,payload(mimeType,filename,headers,parts(mimeType,filename,parts(mimeType,filename,parts(mimeType,filename)))))";

const rowSchema = z.strictObject({
  id: z.string(),
  messageId: z.string(),
  threadId: z.string(),
  date: z.string(),
  to: z.string(),
  subject: z.string(),
  snippet: z.string(),
  files: z.int(),
});
type Row = z.output<typeof rowSchema>;

/** Lists drafts with their recipients and subjects. */
export const gmailListDrafts = defineTool({
  name: "gmail_list_drafts",
  title: "List drafts",
  description: "Lists drafts, newest first: draft id, recipients, subject, beginning of the text.",
  service: "gmail",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_DRAFTS,
  input: z.strictObject({
    query: queryText(2_000).default("").describe("As in Gmail's search box."),
    page_size: pageSize(50, 25),
    page_token: pageToken.optional(),
  }),
  output: z.strictObject({ drafts: z.array(rowSchema), nextPageToken: z.string().optional() }),
  async run({ query, page_size, page_token }, call) {
    const gmail = await call.google.batched.gmail();
    const { data: list } = await gmail.users.drafts.list({
      userId: "me",
      maxResults: page_size,
      fields: "drafts(id),nextPageToken",
      ...(query.trim() !== "" && { q: query }),
      ...(page_token !== undefined && { pageToken: page_token }),
    });
    const ids = (list.drafts ?? []).flatMap(({ id }) => id ?? []);
    const drafts = await mapInParallel(ids, AT_ONCE, (id) => readSummary(gmail, id));
    const rows = drafts.flatMap((draft) => (draft ? [toRow(draft, call.account.timeZone)] : []));
    const next = list.nextPageToken ?? undefined;
    return {
      text: rows.length === 0 ? "No drafts." : `Times in ${call.account.timeZone}.\n\n${renderRows(rows)}`,
      ...(next !== undefined && { note: `More: page_token ${next}` }),
      data: { drafts: rows, ...(next !== undefined && { nextPageToken: next }) },
    };
  },
});

/** Undefined for a draft that was sent or deleted since it was listed. */
async function readSummary(gmail: gmail_v1.Gmail, id: string): Promise<gmail_v1.Schema$Draft | undefined> {
  try {
    return (await gmail.users.drafts.get({ userId: "me", id, format: "full", fields: DRAFT_FIELDS })).data;
  } catch (error) {
    if (error instanceof GoogleApiError && error.code === "not_found") return undefined;
    throw error;
  }
}

function toRow({ id, message }: gmail_v1.Schema$Draft, timeZone: string): Row {
  const headers = message?.payload?.headers;
  const people = ["To", "Cc", "Bcc"].map((name) => readHeader(headers, name)).filter((value) => value !== "");
  return {
    id: id ?? "",
    messageId: message?.id ?? "",
    threadId: message?.threadId ?? "",
    date: formatInstant(Number(message?.internalDate), timeZone),
    to: shorten(people.join(", "), 100),
    subject: shorten(readHeader(headers, "Subject"), 120),
    snippet: shorten(readable(decodeEntities(message?.snippet ?? "")), 100),
    files: listAttachments(message?.payload).length,
  };
}

function renderRows(rows: readonly Row[]): string {
  return markdownTable(
    ["draft", "message", "date", "to", "subject", "text", "files"],
    rows.map(({ id, messageId, date, to, subject, snippet, files }) => [
      id,
      messageId,
      date,
      to,
      subject,
      snippet,
      files === 0 ? "" : String(files),
    ]),
  );
}
