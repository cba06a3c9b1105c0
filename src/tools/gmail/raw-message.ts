import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import { parseMimeSource, type SourcePart } from "../../content/mime-source.ts";
import { ToolError } from "../../errors.ts";
import { explainNoMessage } from "./message.ts";

/** A message with everything that came with it. */
export interface RawMessage {
  threadId: string;
  /** Milliseconds since the epoch. */
  date: number;
  source: SourcePart;
}

/**
 * Reads a message with its attachments, as it went over the wire: one request.
 * @throws ToolError `not_found` that names the id
 */
export async function fetchRawMessage(gmail: gmail_v1.Gmail, id: string): Promise<RawMessage> {
  const { data } = await gmail.users.messages
    .get({ userId: "me", id, format: "raw", fields: "threadId,internalDate,raw" })
    .catch((error: unknown) => {
      throw explainNoMessage(error, id);
    });
  return {
    threadId: data.threadId ?? "",
    date: Number(data.internalDate),
    source: parseRaw(data.raw),
  };
}

/** @throws ToolError `google_error` when Google left the message out */
export function parseRaw(raw: string | null | undefined): SourcePart {
  if (!raw)
    throw new ToolError("google_error", "Google gave the message without its content", "Try again in a moment.");
  return parseMimeSource(Buffer.from(raw, "base64url"));
}
