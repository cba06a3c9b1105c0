import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import type { AttachedPart } from "../../content/mail-parts.ts";
import { formatBytes, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { localFolder, resourceId } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { type Call, defineTool } from "../tool.ts";
import { attachmentName, chooseAttached, fetchAttached, readAttached } from "./attachment.ts";
import { READ_MAIL } from "./gmail-scopes.ts";

const AT_ONCE = 3;

const fileSchema = z.strictObject({ id: z.string(), path: z.string(), bytes: z.int(), type: z.string() });
type Outcome = z.output<typeof fileSchema> | { id: string; name: string; error: ToolError };

/** Saves what is attached to a message on this computer. */
export const gmailDownloadAttachment = defineTool({
  name: "gmail_download_attachment",
  title: "Download attachments",
  description: "Saves attachments of a message, all or some, on this computer. Returns their paths.",
  service: "gmail",
  tier: "core",
  kind: "write",
  idempotent: false,
  transfer: true,
  outward: false,
  foreign: true,
  scopes: READ_MAIL,
  input: z.strictObject({
    message_id: resourceId("message"),
    attachments: z
      .array(attachmentName)
      .max(100, "expected at most 100 attachments")
      .default([])
      .describe("Ids or names; default: all but inline pictures."),
    folder: localFolder,
  }),
  output: z.strictObject({ files: z.array(fileSchema) }),
  async run(input, call) {
    const gmail = await call.google.gmail();
    const chosen = choose(await fetchAttached(gmail, input.message_id), input.attachments);
    const total = chosen.reduce((sum, { attachment }) => sum + attachment.size, 0);
    let done = 0;
    const tell = (bytes: number) => {
      done += bytes;
      call.progress(done, Math.max(total, done));
    };
    const save = (one: AttachedPart) => saveOne({ gmail, call, messageId: input.message_id }, one, input.folder, tell);
    const outcomes = await mapInParallel(chosen, AT_ONCE, save);
    const failures = outcomes.flatMap((outcome) => ("error" in outcome ? [outcome] : []));
    const files = outcomes.flatMap((outcome) => ("error" in outcome ? [] : [outcome]));
    if (files.length === 0 && failures[0]) throw failures[0].error;
    return { text: describe(files, failures), data: { files } };
  },
});

/** All that are named; when none is, all but the pictures that the body shows, or those when there is nothing else. */
function choose(attached: readonly AttachedPart[], names: readonly string[]): AttachedPart[] {
  if (attached.length === 0)
    throw new ToolError("not_found", "The message has no attachments", "Read it with gmail_get_message.");
  if (names.length > 0) return [...new Set(names.map((name) => chooseAttached(attached, name)))];
  const files = attached.filter(({ attachment }) => !attachment.inline);
  return files.length > 0 ? files : [...attached];
}

interface SaveContext {
  gmail: gmail_v1.Gmail;
  call: Call;
  messageId: string;
}

/** One that fails does not take the others with it; a call that was ended does. */
async function saveOne(
  { gmail, call, messageId }: SaveContext,
  one: AttachedPart,
  folder: string | undefined,
  tell: (bytes: number) => void,
): Promise<Outcome> {
  const { id, name, mimeType } = one.attachment;
  try {
    const file = await call.files.create(name, folder);
    try {
      let bytes = 0;
      for await (const piece of readAttached(gmail, messageId, one)) {
        await file.write(piece);
        bytes += piece.length;
        tell(piece.length);
      }
      return { id, path: await file.finish(), bytes, type: mimeType };
    } finally {
      await file.discard();
    }
  } catch (error) {
    if (!(error instanceof ToolError) || call.signal.aborted) throw error;
    return { id, name, error };
  }
}

function describe(
  files: readonly z.output<typeof fileSchema>[],
  failures: readonly { name: string; error: ToolError }[],
): string {
  return [
    ...files.map(({ path, bytes, type }) => `Saved ${path} (${formatBytes(bytes)}, ${shorten(type, 100)}).`),
    ...failures.map(({ name, error }) => `${shorten(name, 200)} was not saved: ${error.message}. ${error.fix}`),
  ].join("\n");
}
