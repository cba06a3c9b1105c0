import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import type { Block, Content, Inline } from "../../content/docs/blocks.ts";
import { at, type Place, type Request } from "../../content/docs/requests.ts";
import { type Written, writeBlocks } from "../../content/docs/write-blocks.ts";
import { inlineRequests } from "../../content/docs/write-paragraphs.ts";
import { isOwnPicture } from "../../content/own-pictures.ts";
import { ToolError } from "../../errors.ts";
import type { Audience } from "../tool.ts";
import type { Spot } from "./find-place.ts";
import { pictureLink, textAlone } from "./markdown-line.ts";

/** A footnote whose mark is made by a request of a batch. */
export interface PendingNote {
  inlines: readonly Inline[];
  place: Place;
  /** The request, by its place in the batch. */
  request: number;
}

/** Requests, and the footnotes that they make. */
export interface Writing {
  requests: Request[];
  notes: PendingNote[];
}

/** Writes blocks at a spot: a newline makes the empty paragraph that they go into. */
export function writeAt({ at: where, paragraph }: Spot, content: Content, place: Place): Writing {
  if (where === "in") return withNotes(writeBlocks(content.blocks, place, paragraph.start, false), content, place);
  const newline = where === "before" ? paragraph.start : paragraph.end - 1;
  const empty = where === "before" ? paragraph.start : paragraph.end;
  const written = withNotes(writeBlocks(content.blocks, place, empty, false), content, place);
  return joinWritings([
    { requests: [{ insertText: { location: at(place, newline), text: "\n" } }], notes: [] },
    written,
  ]);
}

export function withNotes({ requests, notes }: Written, content: Content, place: Place): Writing {
  return {
    requests,
    notes: notes.map(({ id, request }) => ({ inlines: content.notes.get(id) ?? [], place, request })),
  };
}

/** One batch of several. */
export function joinWritings(writings: readonly Writing[]): Writing {
  const whole: Writing = { requests: [], notes: [] };
  for (const { requests, notes } of writings) {
    const before = whole.requests.length;
    whole.requests.push(...requests);
    whole.notes.push(...notes.map((note) => ({ ...note, request: note.request + before })));
  }
  return whole;
}

/**
 * Writes the texts of new footnotes, whose ids Docs tells only when their marks are made. A new one holds a space.
 * @returns what is to be told beside the result: what the marks belong to is written, so that a failure here is none of
 *   the whole call, which would only be repeated
 */
export async function writeNotes(
  docs: docs_v1.Docs,
  documentId: string,
  notes: readonly PendingNote[],
  replies: readonly docs_v1.Schema$Response[],
): Promise<string[]> {
  const requests = notes.flatMap(({ inlines, place, request }): Request[] => {
    const segmentId = replies[request]?.createFootnote?.footnoteId;
    if (!segmentId) return [];
    return inlineRequests(textAlone(inlines), { ...place, segmentId }, 1).requests;
  });
  if (requests.length === 0) return [];
  try {
    await docs.documents.batchUpdate({ documentId, fields: "documentId", requestBody: { requests } });
    return [];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return [`The marks of the footnotes are there, but their texts may be missing: ${error.message}`];
  }
}

/** The same content with pictures that cannot be fetched as links. */
export function withLinkedPictures(content: Content, unreachable: ReadonlySet<string>): Content {
  if (unreachable.size === 0) return content;
  const settle = (inlines: readonly Inline[]) => linkedInlines(inlines, unreachable);
  return { ...content, blocks: content.blocks.map((block) => mapInlines(block, settle)) };
}

/** The same line with pictures that cannot be fetched as links. */
export function linkedInlines(inlines: readonly Inline[], unreachable: ReadonlySet<string>): Inline[] {
  return inlines.map((one): Inline => (one.kind === "picture" && unreachable.has(one.uri) ? pictureLink(one) : one));
}

function mapInlines(block: Block, change: (inlines: readonly Inline[]) => Inline[]): Block {
  return block.kind === "table"
    ? { ...block, rows: block.rows.map((row) => row.map(change)) }
    : { ...block, inlines: change(block.inlines) };
}

/** Whom a picture's address reaches: Google fetches it, and its server learns what the address says. */
export function pictureAudience(addresses: readonly string[]): Audience {
  const foreign = addresses.filter((address) => !isOwnPicture(address));
  return {
    recipients: [...new Set(foreign.map(hostOf))],
    content: `Google would fetch pictures from there for the document:\n${foreign.join("\n")}`,
  };
}

/** Addresses of the pictures in some content. */
export function picturesOf({ blocks }: Content): string[] {
  const lines = blocks.flatMap((block) => (block.kind === "table" ? block.rows.flat() : [block.inlines]));
  return lines.flat().flatMap((one) => (one.kind === "picture" ? [one.uri] : []));
}

/** The whole address where not everybody would find the same host in it. */
function hostOf(address: string): string {
  return URL.canParse(address) && !/[\\\s]/.test(address) ? new URL(address).hostname : address;
}
