import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { offset, resourceId } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { READ_MAIL } from "./gmail-scopes.ts";
import { loadLabelNames } from "./labels.ts";
import { fetchTextKeptApart } from "./message.ts";
import { renderMessage } from "./message-text.ts";

const AT_ONCE = 10;

/** Gmail answers 404 to an id that no thread has, and 400 ("Invalid id value") to one that none could have. */
const NO_SUCH_THREAD = new Set([400, 404]);

/** Reads a whole conversation, oldest message first, without what its answers repeat. */
export const gmailGetThread = defineTool({
  name: "gmail_get_thread",
  title: "Read a conversation",
  description: "Reads a whole mail conversation by thread id: every message, oldest first, quoted history left out.",
  service: "gmail",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_MAIL,
  input: z.strictObject({ thread_id: resourceId("thread"), offset }),
  async run(input, call) {
    const gmail = await call.google.gmail();
    const [labels, messages] = await Promise.all([loadLabelNames(gmail), fetchThread(gmail, input.thread_id)]);
    const rendered = messages.map((message, index) =>
      renderMessage(message, labels, call.account.timeZone, index === 0 ? "mark" : "fold"),
    );
    const count = `${messages.length} message${messages.length === 1 ? "" : "s"}, oldest first`;
    const piece = pieceOf(`${count}\n\n${rendered.join("\n\n---\n\n")}`, input.offset);
    if (piece.next === undefined) return { text: piece.text };
    return {
      text: piece.text,
      note: `Cut: ${piece.total} characters in all. Read on with the same thread_id and offset ${piece.next}.`,
    };
  },
});

async function fetchThread(gmail: gmail_v1.Gmail, id: string): Promise<gmail_v1.Schema$Message[]> {
  const { messages = [] } = await getFull(gmail, id);
  await mapInParallel(messages, AT_ONCE, (message) => fetchTextKeptApart(gmail, message));
  return messages.sort((a, b) => Number(a.internalDate) - Number(b.internalDate));
}

async function getFull(gmail: gmail_v1.Gmail, id: string): Promise<gmail_v1.Schema$Thread> {
  try {
    const { data } = await gmail.users.threads.get({
      userId: "me",
      id,
      format: "full",
      fields: "messages(id,threadId,labelIds,internalDate,payload)",
    });
    return data;
  } catch (error) {
    if (!(error instanceof GoogleApiError) || !NO_SUCH_THREAD.has(error.status)) throw error;
    throw new ToolError(
      "not_found",
      `No conversation has the id ${id}`,
      "It may be deleted, or belong to another account. gmail_search gives thread ids.",
      { cause: error },
    );
  }
}
