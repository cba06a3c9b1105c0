import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { DEFAULT_CHARACTERS, pieceOf } from "../../content/bound.ts";
import { type ErrorCode, ToolError } from "../../errors.ts";
import { offset, resourceId } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { READ_MAIL } from "./gmail-scopes.ts";
import { type LabelNames, loadLabelNames } from "./labels.ts";
import { fetchMessage } from "./message.ts";
import { renderMessage } from "./message-text.ts";

/** Messages read at once: all that one call may ask for, in one round. */
const AT_ONCE = 50;

/** Failures that hold for every id: they fail the call. */
const FAILS_ALL: ReadonlySet<ErrorCode> = new Set([
  "cancelled",
  "timed_out",
  "not_signed_in",
  "grant_revoked",
  "missing_scope",
  "api_not_enabled",
]);

type Outcome = { id: string; message: gmail_v1.Schema$Message } | { id: string; error: ToolError };

/** Reads messages whole: headers, body as text, attachments. */
export const gmailGetMessage = defineTool({
  name: "gmail_get_message",
  title: "Read messages",
  description:
    "Reads one or many messages by id: headers, body as clean text, attachments with their ids. Ids come from gmail_search.",
  service: "gmail",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_MAIL,
  input: z.strictObject({
    ids: z.array(resourceId("message")).min(1, "expected at least one id").max(50, "expected at most 50 ids"),
    offset: offset.describe("Where to read on in a long answer."),
    max_characters: z
      .int("expected a whole number from 1000 to 100000")
      .min(1_000, "expected a whole number from 1000 to 100000")
      .max(100_000, "expected a whole number from 1000 to 100000")
      .default(DEFAULT_CHARACTERS),
  }),
  async run(input, call) {
    const gmail = await call.google.batched.gmail();
    const ids = [...new Set(input.ids)];
    const [labels, outcomes] = await Promise.all([
      loadLabelNames(gmail),
      mapInParallel(ids, AT_ONCE, (id) => readOne(gmail, id)),
    ]);
    const first = outcomes[0];
    if (ids.length === 1 && first && "error" in first) throw first.error;
    const whole = outcomes.map((outcome) => describe(outcome, labels, call.account.timeZone)).join("\n\n---\n\n");
    const piece = pieceOf(whole, input.offset, input.max_characters);
    return { text: piece.next === undefined ? piece.text : `${piece.text}\n\n${readOn(piece.next, piece.total)}` };
  },
});

async function readOne(gmail: gmail_v1.Gmail, id: string): Promise<Outcome> {
  try {
    return { id, message: await fetchMessage(gmail, id) };
  } catch (error) {
    if (!(error instanceof ToolError) || FAILS_ALL.has(error.code)) throw error;
    return { id, error };
  }
}

function describe(outcome: Outcome, labels: LabelNames, timeZone: string): string {
  if ("error" in outcome)
    return `Message ${outcome.id} could not be read: ${outcome.error.message}. ${outcome.error.fix}`;
  return renderMessage(outcome.message, labels, timeZone);
}

function readOn(next: number, total: number): string {
  return `[Cut: ${total} characters in all. Read on with the same ids and offset ${next}.]`;
}
