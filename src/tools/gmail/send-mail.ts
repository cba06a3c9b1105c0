import * as z from "zod";
import { buildMimeMessage, estimateBytes, type OutgoingMail, streamMimeMessage } from "../../content/mime-message.ts";
import { ToolError } from "../../errors.ts";
import { type MultipartUpload, uploadMultipart } from "../../google/multipart-upload.ts";
import type { Call } from "../tool.ts";

/** Bytes above which a message goes through the upload path: the JSON body takes less, and base64 a third more. */
const LARGEST_IN_JSON = 5_000_000;

/** Bytes of a message that Gmail takes (`mediaUpload.maxSize` in its API description): 25 MB of files, encoded. */
const LARGEST = 36_700_160;

const UPLOAD = "https://gmail.googleapis.com/upload/gmail/v1/users/me";

const messageSchema = z.object({ id: z.string().default(""), threadId: z.string().default("") });
const draftSchema = z.object({ id: z.string().default(""), message: messageSchema });

/** What Gmail says of a message that it sent. */
export type SentMail = z.output<typeof messageSchema>;

/** What Gmail says of a draft that it keeps. */
export type KeptDraft = z.output<typeof draftSchema>;

/**
 * Sends a mail, into a thread if one is named.
 * @throws ToolError `invalid_input` when it is larger than Gmail takes
 */
export async function sendMail(call: Call, mail: OutgoingMail, threadId?: string): Promise<SentMail> {
  const gmail = await call.google.gmail();
  const thread = threadId === undefined ? {} : { threadId };
  const answer = await transmit(mail, {
    inJson: async (raw) =>
      (await gmail.users.messages.send({ userId: "me", fields: "id,threadId", requestBody: { raw, ...thread } })).data,
    uploaded: (content) =>
      uploadMultipart(call.google.transfer, {
        method: "POST",
        url: `${UPLOAD}/messages/send?fields=id,threadId`,
        metadata: thread,
        ...content,
      }),
  }).catch((error: unknown) => {
    throw mayHaveBeenSent(error);
  });
  return messageSchema.parse(answer);
}

/** Keeps a mail as a draft: a new one, or in the place of the message that a draft holds. */
export async function keepDraft(
  call: Call,
  mail: OutgoingMail,
  { id, threadId }: { id?: string; threadId?: string | undefined },
): Promise<KeptDraft> {
  const gmail = await call.google.gmail();
  const thread = threadId === undefined ? {} : { threadId };
  const common = { userId: "me", fields: "id,message(id,threadId)" };
  const path = id === undefined ? "/drafts" : `/drafts/${encodeURIComponent(id)}`;
  const answer = await transmit(mail, {
    inJson: async (raw) => {
      const requestBody = { message: { raw, ...thread } };
      const { data } = await (id === undefined
        ? gmail.users.drafts.create({ ...common, requestBody })
        : gmail.users.drafts.update({ ...common, id, requestBody }));
      return data;
    },
    uploaded: (content) =>
      uploadMultipart(call.google.transfer, {
        method: id === undefined ? "POST" : "PUT",
        url: `${UPLOAD}${path}?fields=${common.fields}`,
        metadata: { message: thread },
        ...content,
      }),
  });
  return draftSchema.parse(answer);
}

interface Ways {
  inJson(raw: string): Promise<unknown>;
  uploaded(content: Pick<MultipartUpload, "mimeType" | "content">): Promise<unknown>;
}

/** Small mails go in the request itself; large ones as they are put together. */
async function transmit(mail: OutgoingMail, { inJson, uploaded }: Ways): Promise<unknown> {
  const size = estimateBytes(mail);
  if (size > LARGEST)
    throw new ToolError(
      "invalid_input",
      "The message is larger than Gmail takes (25 MB)",
      "Send less at once, or share large files in Drive and send their links.",
    );
  if (size > LARGEST_IN_JSON) return uploaded({ mimeType: "message/rfc822", content: () => readMail(mail) });
  const message = await buildMimeMessage(mail).catch((error: unknown) => {
    throw error instanceof ToolError ? error : unreadable(error);
  });
  return inJson(message.toString("base64url"));
}

/** The mail piece by piece, as it goes into an upload. */
async function* readMail(mail: OutgoingMail): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of streamMimeMessage(mail)) yield Buffer.from(chunk);
  } catch (error) {
    throw error instanceof ToolError ? error : unreadable(error);
  }
}

function unreadable(cause: unknown): ToolError {
  return new ToolError(
    "file_refused",
    "An attachment could not be read to its end, so nothing was sent",
    "Wait until nothing writes to the file, then try again.",
    { cause },
  );
}

/** Says where to look when it is not known whether a mail went out. */
export function mayHaveBeenSent(error: unknown): unknown {
  if (!(error instanceof ToolError) || error.code !== "outcome_unknown") return error;
  return new ToolError(
    "outcome_unknown",
    error.message.replace("whether this was done", "whether the mail was sent"),
    "It may have been sent: look in Sent (gmail_search with in:sent newer_than:1d) before you send it again.",
    { cause: error },
  );
}
