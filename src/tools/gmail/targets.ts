import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { resourceId } from "../input.ts";
import { mapInParallel } from "../parallel.ts";

const AT_ONCE = 10;

/** Ids of one `batchModify` or `batchDelete` request (Gmail API, "BatchModifyMessagesRequest"). */
export const MOST_MESSAGES = 1_000;

/** Things that are changed one by one, a request each. */
export const MOST_SINGLY = 100;

/** Ids of messages, each once. */
export function messageIds(most: number) {
  return ids("message", most);
}

/** Ids of whole threads, each once. */
export const threadIds = ids("thread", MOST_SINGLY);

function ids(what: string, most: number) {
  return z
    .array(resourceId(what))
    .max(most, `expected at most ${most} ids`)
    .default([])
    .transform((given) => [...new Set(given)]);
}

/** @throws ToolError `invalid_input` when no message and no thread is named */
export function needTargets({ message_ids, thread_ids }: { message_ids: string[]; thread_ids: string[] }): void {
  if (message_ids.length + thread_ids.length > 0) return;
  throw new ToolError(
    "invalid_input",
    "message_ids: expected ids in message_ids or thread_ids",
    "Correct the input and call again.",
  );
}

/** One of many that was not changed, and why. */
export interface Failed {
  id: string;
  reason: string;
}

/**
 * Changes things one by one. A failure of one is told and keeps none of the others back, unless nothing was done at all.
 * @param somethingDone whether the same call has changed something else already
 * @throws the first failure when nothing was done
 */
export async function changeEach(
  ids: readonly string[],
  somethingDone: boolean,
  change: (id: string) => Promise<unknown>,
): Promise<Failed[]> {
  const errors: { id: string; error: ToolError }[] = [];
  await mapInParallel(ids, AT_ONCE, async (id) => {
    try {
      await change(id);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      errors.push({ id, error });
    }
  });
  const [first] = errors;
  if (first && errors.length === ids.length && !somethingDone) throw first.error;
  return errors.map(({ id, error }) => ({ id, reason: `${error.message}. ${error.fix}`.trim() }));
}

/** `3 messages and 1 thread`. */
export function countTargets(done: { messages: number; threads: number }): string {
  const parts = [
    ...(done.messages > 0 ? [counted(done.messages, "message")] : []),
    ...(done.threads > 0 ? [counted(done.threads, "thread")] : []),
  ];
  return parts.join(" and ") || "nothing";
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
