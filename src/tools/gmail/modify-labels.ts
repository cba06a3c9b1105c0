import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { headerText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { CHANGE_MAIL } from "./gmail-scopes.ts";
import { type LabelName, loadLabelNames } from "./labels.ts";
import { changeEach, countTargets, MOST_MESSAGES, messageIds, needTargets, threadIds } from "./targets.ts";

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
    message_ids: messageIds(MOST_MESSAGES),
    thread_ids: threadIds,
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
    const { message_ids, thread_ids } = input;
    needTargets(input);
    if (input.add.length + input.remove.length === 0)
      throw invalid("add: expected labels in add or remove; nothing would change");
    const gmail = await call.google.gmail();
    const known = await loadLabelNames(gmail);
    const [add, remove] = [known.find(input.add), known.find(input.remove)];
    const both = add.find(({ id }) => remove.some((label) => label.id === id));
    if (both) throw invalid(`add and remove: ${both.name} is in both`);
    const change = { addLabelIds: add.map(({ id }) => id), removeLabelIds: remove.map(({ id }) => id) };
    if (message_ids.length > 0)
      await gmail.users.messages.batchModify({ userId: "me", requestBody: { ids: message_ids, ...change } });
    const failures = await changeEach(thread_ids, message_ids.length > 0, (id) =>
      gmail.users.threads.modify({ userId: "me", id, fields: "id", requestBody: change }),
    );
    const failed = failures.map(({ id, reason }) => ({ threadId: id, reason }));
    const done = { messages: message_ids.length, threads: thread_ids.length - failed.length };
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
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)} on ${countTargets(done)}.`;
  // Gmail's batchModify says nothing of ids that are no messages (Gmail API, "users.messages.batchModify").
  const caution = done.messages > 0 ? ["Gmail passes over message ids that do not exist."] : [];
  return [
    sentence,
    ...caution,
    ...failed.map(({ threadId, reason }) => `Thread ${threadId} was not changed: ${reason}`),
  ].join("\n");
}
