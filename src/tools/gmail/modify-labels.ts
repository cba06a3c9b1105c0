import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import { z } from "zod";
import { ToolError } from "../../errors.ts";
import { headerText, resourceId } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { CHANGE_MAIL } from "./gmail-scopes.ts";
import { type LabelName, loadLabelNames } from "./labels.ts";

const AT_ONCE = 10;

/** Ids of one `batchModify` request (Gmail API, "BatchModifyMessagesRequest"). */
const MOST_MESSAGES = 1_000;
const MOST_THREADS = 100;
/** Labels of one change of a thread (Gmail API, "ModifyThreadRequest"). */
const MOST_LABELS = 100;

/** A label's name has at most 225 characters; ids are shorter. */
const labels = z.array(headerText(225).min(1, "expected a label's name or id")).max(MOST_LABELS).default([]);

/** Adds and removes labels of messages and threads. */
export const gmailModifyLabels = defineTool({
  name: "gmail_modify_labels",
  title: "Change labels",
  description:
    "Adds and removes labels on messages or whole threads, by label name or id. Archive: remove INBOX; mark read: remove UNREAD; star: add STARRED.",
  service: "gmail",
  tier: "core",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_MAIL,
  input: z.strictObject({
    message_ids: z.array(resourceId("message")).max(MOST_MESSAGES, `expected at most ${MOST_MESSAGES} ids`).default([]),
    thread_ids: z.array(resourceId("thread")).max(MOST_THREADS, `expected at most ${MOST_THREADS} ids`).default([]),
    add: labels,
    remove: labels,
  }),
  output: z.strictObject({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    messages: z.int(),
    threads: z.int(),
    failed: z.array(z.strictObject({ threadId: z.string(), reason: z.string() })),
  }),
  async run(input, call) {
    const messageIds = [...new Set(input.message_ids)];
    const threadIds = [...new Set(input.thread_ids)];
    if (messageIds.length + threadIds.length === 0)
      throw invalid("message_ids: expected ids in message_ids or thread_ids");
    if (input.add.length + input.remove.length === 0)
      throw invalid("add: expected labels in add or remove; nothing would change");
    const gmail = await call.google.gmail();
    const known = await loadLabelNames(gmail);
    const [add, remove] = [known.find(input.add), known.find(input.remove)];
    const both = add.find(({ id }) => remove.some((label) => label.id === id));
    if (both) throw invalid(`add and remove: ${both.name} is in both`);
    const change = { addLabelIds: add.map(({ id }) => id), removeLabelIds: remove.map(({ id }) => id) };
    if (messageIds.length > 0) {
      await gmail.users.messages.batchModify({ userId: "me", requestBody: { ids: messageIds, ...change } });
    }
    const failed = await changeThreads(gmail, threadIds, change, messageIds.length > 0);
    const done = { messages: messageIds.length, threads: threadIds.length - failed.length };
    return {
      text: describe(add, remove, done, failed),
      data: { added: add.map(({ name }) => name), removed: remove.map(({ name }) => name), ...done, failed },
    };
  },
});

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}

interface FailedThread {
  threadId: string;
  reason: string;
}

/** Changes the threads one by one. A failure of one is told and keeps none of the others back, unless nothing was done at all. */
async function changeThreads(
  gmail: gmail_v1.Gmail,
  threadIds: readonly string[],
  change: gmail_v1.Schema$ModifyThreadRequest,
  somethingDone: boolean,
): Promise<FailedThread[]> {
  const errors: { threadId: string; error: ToolError }[] = [];
  await mapInParallel(threadIds, AT_ONCE, async (id) => {
    try {
      await gmail.users.threads.modify({ userId: "me", id, fields: "id", requestBody: change });
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      errors.push({ threadId: id, error });
    }
  });
  const [first] = errors;
  if (first && errors.length === threadIds.length && !somethingDone) throw first.error;
  return errors.map(({ threadId, error }) => ({ threadId, reason: `${error.message}. ${error.fix}`.trim() }));
}

function describe(
  add: readonly LabelName[],
  remove: readonly LabelName[],
  done: { messages: number; threads: number },
  failed: readonly FailedThread[],
): string {
  const names = (labelNames: readonly LabelName[]) => labelNames.map(({ name }) => name).join(", ");
  const what = [
    ...(add.length > 0 ? [`added ${names(add)}`] : []),
    ...(remove.length > 0 ? [`removed ${names(remove)}`] : []),
  ].join(" and ");
  const where = [
    ...(done.messages > 0 ? [counted(done.messages, "message")] : []),
    ...(done.threads > 0 ? [counted(done.threads, "thread")] : []),
  ].join(" and ");
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)} on ${where}.`;
  // Gmail's batchModify says nothing of ids that are no messages (Gmail API, "users.messages.batchModify").
  const caution = done.messages > 0 ? ["Gmail passes over message ids that do not exist."] : [];
  return [
    sentence,
    ...caution,
    ...failed.map(({ threadId, reason }) => `Thread ${threadId} was not changed: ${reason}`),
  ].join("\n");
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
