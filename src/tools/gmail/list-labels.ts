import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { DEFAULT_CHARACTERS } from "../../content/bound.ts";
import { readable } from "../../content/mail-header.ts";
import { markdownTable } from "../../content/table.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { READ_LABELS } from "./gmail-scopes.ts";

/** Labels counted at once. */
const AT_ONCE = 100;

/** Labels whose messages are counted; each takes a request. */
const MOST_COUNTED = 300;

/** The order in which people know the system labels; others follow by name. */
const SYSTEM_ORDER = ["INBOX", "UNREAD", "STARRED", "IMPORTANT", "SENT", "DRAFT", "SPAM", "TRASH"];

const labelSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.enum(["system", "user"]),
  unread: z.int().optional(),
  messages: z.int().optional(),
  hidden: z.boolean(),
});
type Label = z.output<typeof labelSchema>;

/** Lists the mailbox's labels with their counts. */
export const gmailListLabels = defineTool({
  name: "gmail_list_labels",
  title: "List labels",
  description: "Lists all mail labels, system and own, with ids, unread and total message counts.",
  service: "gmail",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: READ_LABELS,
  input: z.strictObject({}),
  output: z.strictObject({ labels: z.array(labelSchema) }),
  async run(_input, call) {
    const gmail = await call.google.batched.gmail();
    const { data } = await gmail.users.labels.list({
      userId: "me",
      fields: "labels(id,name,type,labelListVisibility)",
    });
    const listed = (data.labels ?? []).map(toLabel).sort(compare);
    const counted = await mapInParallel(listed.slice(0, MOST_COUNTED), AT_ONCE, async (label, index) => {
      call.progress(index, Math.min(listed.length, MOST_COUNTED));
      return { ...label, ...(await countMessages(gmail, label.id)) };
    });
    const labels = [...counted, ...listed.slice(MOST_COUNTED)];
    return { text: describe(labels), data: { labels } };
  },
});

function toLabel(label: gmail_v1.Schema$Label): Label {
  const id = label.id ?? "";
  return {
    id,
    name: readable(label.name ?? id),
    type: label.type === "user" ? "user" : "system",
    hidden: label.labelListVisibility === "labelHide",
  };
}

/** System labels first, in the order that people know; then their own by name, so that nested ones follow their parent. */
function compare(a: Label, b: Label): number {
  if (a.type !== b.type) return a.type === "system" ? -1 : 1;
  return systemRank(a) - systemRank(b) || a.name.localeCompare(b.name);
}

function systemRank({ id, type }: Label): number {
  const rank = type === "system" ? SYSTEM_ORDER.indexOf(id) : -1;
  return rank < 0 ? SYSTEM_ORDER.length : rank;
}

/** Nothing for a label that was deleted since it was listed. */
async function countMessages(gmail: gmail_v1.Gmail, id: string): Promise<{ unread?: number; messages?: number }> {
  try {
    const { data } = await gmail.users.labels.get({ userId: "me", id, fields: "messagesTotal,messagesUnread" });
    return { unread: data.messagesUnread ?? 0, messages: data.messagesTotal ?? 0 };
  } catch (error) {
    if (error instanceof GoogleApiError && error.code === "not_found") return {};
    throw error;
  }
}

function describe(labels: readonly Label[]): string {
  const rows = labels.map((label) => [
    label.name,
    label.id === label.name ? "=" : label.id,
    label.unread?.toString() ?? "",
    label.messages?.toString() ?? "",
    label.hidden ? "hidden" : "",
  ]);
  const table = markdownTable(["label", "id", "unread", "messages", ""], rows);
  const notes = ['id "=" is the same as the name.'];
  if (labels.length > MOST_COUNTED)
    notes.push(`Counts are given for the first ${MOST_COUNTED} of ${labels.length} labels.`);
  if (table.length <= DEFAULT_CHARACTERS) return `${notes.join(" ")}\n\n${table}`;
  const end = table.lastIndexOf("\n", DEFAULT_CHARACTERS);
  notes.push("The list is cut here; the other labels can be used by name all the same.");
  return `${notes.join(" ")}\n\n${table.slice(0, end)}`;
}
