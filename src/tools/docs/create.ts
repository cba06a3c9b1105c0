import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import * as z from "zod";
import { parseMarkdown } from "../../content/docs/parse-markdown.ts";
import { splitTabs, type TabSource } from "../../content/docs/split-tabs.ts";
import { tabsMask, tabsOf } from "../../content/docs/tabs.ts";
import { writeBlocks } from "../../content/docs/write-blocks.ts";
import { oneLine } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { headerText } from "../input.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { markdownText } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { sendBatch, unreachableRemarks } from "./edit-document.ts";
import {
  joinWritings,
  pictureAudience,
  picturesOf,
  withLinkedPictures,
  withNotes,
  writeNotes,
} from "./write-content.ts";

/** Makes a document from Markdown. */
export const docsCreate = defineDocsTool({
  name: "docs_create",
  title: "Create document",
  description:
    "Creates a Google Doc from Markdown, with native headings, lists, tables, code, footnotes and pictures. Returns its id and link.",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    title: headerText(255).refine((value) => value.trim() !== "", "expected a title"),
    markdown: markdownText.optional(),
  }),
  output: z.strictObject({ id: z.string(), link: z.string() }),
  audience: ({ markdown }) => pictureAudience(picturesOf(parseMarkdown(markdown ?? ""))),
  async run({ title, markdown }, call) {
    const docs = await call.google.docs();
    const sources = splitTabs(markdown ?? "");
    const { data } = await docs.documents.create({ fields: "documentId,title", requestBody: { title } });
    const id = data.documentId ?? "";
    const link = `https://docs.google.com/document/d/${id}/edit`;
    const remarks = await fill(docs, id, sources).catch((error: unknown) => {
      throw explained(error, id);
    });
    const text = [`Created “${oneLine(data.title ?? title)}”, id ${id}`, link, ...remarks].join("\n");
    return { text, data: { id, link } };
  },
});

/** @returns what is to be told beside the result */
async function fill(docs: docs_v1.Docs, documentId: string, sources: readonly TabSource[]): Promise<string[]> {
  const contents = sources.map(({ markdown }) => parseMarkdown(markdown));
  const titled = sources.some(({ title }) => title !== undefined);
  const tabIds = titled ? await makeTabs(docs, documentId, sources) : [];
  const unreachable = new Set<string>();
  const plan = (without: ReadonlySet<string>) => {
    const writings = contents.map((content, index) => {
      const tabId = tabIds[index];
      const place = tabId === undefined ? {} : { tabId };
      const written = withLinkedPictures(content, without);
      return withNotes(writeBlocks(written.blocks, place, 1, true), written, place);
    });
    const { requests, notes } = joinWritings(writings);
    return { requests, facts: notes };
  };
  const { replies, facts: notes } = await sendBatch(docs, documentId, plan, { unreachable });
  const missing = await writeNotes(docs, documentId, notes, replies);
  return [...unreachableRemarks(unreachable), ...missing];
}

/** Names the tab that every document has, and makes the others. @returns the tabs' ids in their order */
async function makeTabs(docs: docs_v1.Docs, documentId: string, sources: readonly TabSource[]): Promise<string[]> {
  const { data } = await docs.documents.get({
    documentId,
    includeTabsContent: true,
    fields: tabsMask("body(content(endIndex))"),
  });
  const first = tabsOf(data)[0]?.id ?? "";
  const requests = sources.flatMap(({ title }, index): docs_v1.Schema$Request[] => {
    if (index > 0) return [{ addDocumentTab: { tabProperties: { ...(title !== undefined && { title }) } } }];
    return title === undefined
      ? []
      : [{ updateDocumentTabProperties: { tabProperties: { tabId: first, title }, fields: "title" } }];
  });
  const { data: made } = await docs.documents.batchUpdate({ documentId, fields: "replies", requestBody: { requests } });
  const added = (made.replies ?? []).flatMap(({ addDocumentTab }) => addDocumentTab?.tabProperties?.tabId ?? []);
  return [first, ...added];
}

/** A document that is there without its content must not be made a second time. */
function explained(error: unknown, id: string): unknown {
  if (!(error instanceof ToolError)) return error;
  return new ToolError(
    error.code,
    `The document was made (id ${id}), but its content was not written: ${error.message}`,
    `${error.fix} Write into this document with docs_append instead of making another one.`.trim(),
    { cause: error },
  );
}
