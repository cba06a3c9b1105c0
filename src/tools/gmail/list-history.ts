import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { READ_MAIL } from "./gmail-scopes.ts";
import { type LabelNames, loadLabelNames } from "./labels.ts";

const MESSAGE = "message(id,threadId,labelIds)";
const FIELDS = `historyId,nextPageToken,history(id,messagesAdded(${MESSAGE}),messagesDeleted(message(id)),labelsAdded(labelIds,message(id)),labelsRemoved(labelIds,message(id)))`;

/** Tells what changed in the mailbox. */
export const gmailListHistory = defineTool({
  name: "gmail_list_history",
  title: "List mail changes",
  description:
    "Lists what changed in the mailbox since a history id: mail that came or went, labels set and removed. Without one it returns the current id, to ask from later.",
  service: "gmail",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: READ_MAIL,
  input: z.strictObject({
    history_id: z
      .string()
      .regex(/^\d{1,20}$/, "expected the history id of an earlier answer")
      .optional(),
    page_size: pageSize(500, 100),
    page_token: pageToken.optional(),
  }),
  output: z.strictObject({ historyId: z.string(), nextPageToken: z.string().optional() }),
  async run({ history_id, page_size, page_token }, call) {
    const gmail = await call.google.gmail();
    if (history_id === undefined) {
      const { data } = await gmail.users.getProfile({ userId: "me", fields: "historyId" });
      const historyId = data.historyId ?? "";
      return { text: `The mailbox is at history id ${historyId}.`, data: { historyId } };
    }
    const [data, labels] = await Promise.all([
      changesSince(gmail, history_id, page_size, page_token),
      loadLabelNames(gmail),
    ]);
    const { text, total, next: cut } = pieceOf(describe(data.history ?? [], labels));
    const next = data.nextPageToken ?? undefined;
    const historyId = data.historyId ?? history_id;
    const more = next === undefined ? `Ask next from history_id ${historyId}` : `More: page_token ${next}`;
    return {
      text,
      note: cut === undefined ? more : `Cut at ${cut} of ${total} characters: a smaller page_size shows all. ${more}`,
      data: { historyId, ...(next !== undefined && { nextPageToken: next }) },
    };
  },
});

async function changesSince(
  gmail: gmail_v1.Gmail,
  startHistoryId: string,
  maxResults: number,
  token: string | undefined,
): Promise<gmail_v1.Schema$ListHistoryResponse> {
  try {
    const { data } = await gmail.users.history.list({
      userId: "me",
      startHistoryId,
      maxResults,
      fields: FIELDS,
      ...(token !== undefined && { pageToken: token }),
    });
    return data;
  } catch (error) {
    // Gmail keeps the history for about a week, often less (Gmail API, "users.history.list", startHistoryId).
    if (!(error instanceof GoogleApiError) || error.status !== 404) throw error;
    throw new ToolError(
      "not_found",
      `history_id: Gmail no longer has the history since ${startHistoryId}; it keeps about a week`,
      "Look with gmail_search, such as newer_than:7d, and call without history_id for an id to go on from.",
      { cause: error },
    );
  }
}

/** What came a line each; the rest by what was done, with the messages that it was done to. */
function describe(records: readonly gmail_v1.Schema$History[], labels: LabelNames): string {
  const came: string[] = [];
  const done = new Map<string, Set<string>>();
  const note = (what: string, { id }: gmail_v1.Schema$Message = {}) =>
    done.set(what, (done.get(what) ?? new Set()).add(id ?? ""));
  const names = (ids: readonly string[] | null | undefined) => labels.namesOf(ids).join(", ");
  for (const { messagesAdded, messagesDeleted, labelsAdded, labelsRemoved } of records) {
    for (const { message = {} } of messagesAdded ?? []) {
      const thread = message.threadId === message.id ? "" : `, thread ${message.threadId}`;
      came.push(`- ${message.id}${thread} [${names(message.labelIds)}]`);
    }
    for (const { message } of messagesDeleted ?? []) note("Deleted for good", message);
    for (const { message, labelIds } of labelsAdded ?? []) note(`Added ${names(labelIds)}`, message);
    for (const { message, labelIds } of labelsRemoved ?? []) note(`Removed ${names(labelIds)}`, message);
  }
  const parts = [
    ...(came.length > 0 ? [`Came:\n${came.join("\n")}`] : []),
    ...[...done].map(([what, ids]) => `${what}: ${[...ids].join(", ")}`),
  ];
  return parts.length === 0 ? "Nothing changed." : parts.join("\n\n");
}
