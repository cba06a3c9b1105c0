import { Readable } from "node:stream";
import * as z from "zod";
import type { OutgoingFile } from "../../content/mime-message.ts";
import { formatBytes, oneLine } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import type { OpenedFile } from "../../files/local-files.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { scope } from "../../scopes.ts";
import { readContent } from "../content.ts";
import { fetchTarget } from "../drive/file.ts";
import { exportSource, SOURCE_FIELDS, storedSource } from "../drive/sources.ts";
import type { Call } from "../tool.ts";

/** Bytes of all attachments of a mail: 25 MB (Gmail Help, "Send attachments with your Gmail message"). */
const LARGEST_FILES = 25 * 1024 * 1024;

const MOST_FILES = 50;

/** What stands before a Drive file's id; no path of a local file can begin so. */
const DRIVE = /^drive:([A-Za-z0-9_-]{1,200})$/;

/** Files that are to go with a mail. */
export const attachmentNames = z
  .array(
    z
      .string()
      .min(1, "expected a path or drive:<file id>")
      .max(4_096, "expected a path or drive:<file id>")
      .refine((name) => !/^drive:/i.test(name) || DRIVE.test(name), "expected drive: and a Drive file id"),
  )
  .max(MOST_FILES, `expected at most ${MOST_FILES} files`)
  .default([])
  .describe("Local paths or drive:<file id>.");

/** With any of these, files are read from Drive. */
const READ_DRIVE = [scope("drive.readonly"), scope("drive"), scope("drive.file")];

/** Google's own files have no bytes; these kinds go as PDF, as they do when they are mailed from Drive. */
const AS_PDF = /^application\/vnd\.google-apps\.(?:document|spreadsheet|presentation|drawing)$/;

/**
 * Opens the files that are to go with a mail, lets it be sent, and closes them.
 * @throws ToolError when one cannot be read, or all of them are larger than Gmail takes
 */
export async function withFiles<T>(
  names: readonly string[],
  call: Call,
  work: (files: OutgoingFile[]) => Promise<T>,
): Promise<T> {
  const opened: OpenedFile[] = [];
  try {
    let left = LARGEST_FILES;
    const files: OutgoingFile[] = [];
    for (const name of names) {
      const id = DRIVE.exec(name)?.[1];
      const file = id === undefined ? await openLocal(name, call, opened) : await fromDrive(id, call, left);
      left -= file.size;
      if (left < 0) throw tooLarge();
      files.push(file);
    }
    return await work(files);
  } finally {
    await Promise.all(opened.map((file) => file.close()));
  }
}

/** @param opened where it is noted, to be closed in the end */
async function openLocal(name: string, call: Call, opened: OpenedFile[]): Promise<OutgoingFile> {
  const file = await call.files.open(name, LARGEST_FILES);
  opened.push(file);
  return { name: file.name, size: file.size, content: () => Readable.from(wholeFile(file)) };
}

/** A file that another program writes to meanwhile is not sent cut off. */
async function* wholeFile(file: OpenedFile): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of file.stream()) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    yield piece;
  }
  if (bytes !== file.size)
    throw new ToolError(
      "file_refused",
      `${file.name} was changed while it was read, so nothing was sent`,
      "Wait until nothing writes to it, then try again.",
    );
}

/**
 * The file as it is in Drive, or as PDF; a shortcut stands for its target.
 * @param most bytes
 */
async function fromDrive(id: string, call: Call, most: number): Promise<OutgoingFile> {
  if (!READ_DRIVE.some((one) => call.account.scopes.includes(one)))
    throw new ToolError(
      "missing_scope",
      "This sign-in may not read Drive, so a Drive file cannot be attached",
      "Sign in again and allow Drive, or attach a local file.",
    );
  const drive = await call.google.drive();
  const file = await fetchTarget(drive, id, `name,mimeType,${SOURCE_FIELDS}`).catch((error: unknown) => {
    throw explainNotFound(error, id);
  });
  const name = oneLine(file.name ?? "") || "file";
  const type = file.mimeType ?? "application/octet-stream";
  if (AS_PDF.test(type)) {
    const content = await readContent(call, exportSource(file, "application/pdf"), most, tooLarge);
    return { name: `${name}.pdf`, mimeType: "application/pdf", size: content.length, content };
  }
  if (type.startsWith("application/vnd.google-apps."))
    throw new ToolError("invalid_input", `${name} in Drive is no file that can be attached`, "Send its link instead.");
  if (Number(file.size ?? 0) > most) throw tooLarge();
  const content = await readContent(call, storedSource(drive, file), most, tooLarge);
  return { name, mimeType: type, size: content.length, content };
}

function explainNotFound(error: unknown, id: string): unknown {
  if (!(error instanceof GoogleApiError) || error.code !== "not_found") return error;
  return new ToolError(
    "not_found",
    `There is no Drive file ${id}, or this sign-in does not reach it`,
    "Check the id with drive_search. A sign-in that may only use files made here (drive.file) does not see others.",
    { cause: error },
  );
}

function tooLarge(): ToolError {
  return new ToolError(
    "invalid_input",
    `attachments: larger than ${formatBytes(LARGEST_FILES)} in all, the most that Gmail takes`,
    "Attach less, or share large files in Drive and send their links.",
  );
}
