import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import type { Request } from "../../content/docs/requests.ts";
import { type FoundTab, tabsMask, tabsOf } from "../../content/docs/tabs.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { invalid } from "./docs-input.ts";

/**
 * What a plan of changes needs of a document: its structure and its text with indexes, without tables of contents, which
 * Docs makes anew and which say every heading a second time.
 */
const STRUCTURE_FIELDS = `revisionId,${tabsMask(
  "body(content(startIndex,endIndex,paragraph(elements(startIndex,endIndex,textRun(content)),paragraphStyle(namedStyleType,shading),bullet(listId)),table(rows,columns,tableRows(tableCells(startIndex,endIndex,content,tableCellStyle(rowSpan,columnSpan))))))",
)}`;

/** How many pictures Docs may fail to fetch before the call is given up. */
const MOST_UNREACHABLE = 20;

/** Requests for one batch, and what the tool wants to know of how they came about. */
export interface Plan<Facts> {
  requests: Request[];
  facts: Facts;
}

/** How an edit went. */
export interface Edited<Facts> {
  replies: docs_v1.Schema$Response[];
  facts: Facts;
  /** What is to be told beside the result: a race that was lost at first, pictures that could not be fetched. */
  remarks: string[];
}

/**
 * Reads a document, plans its change, and sends it all in one batch that Docs refuses when anybody was faster
 * (`requiredRevisionId`): then it is planned once more on what is there now, unless the caller named places by number.
 * @param plan makes the requests; `unreachable` are pictures that Docs could not fetch, to be written as links
 * @param options.fields a mask, when the plan needs other parts of the document than its structure
 * @param options.numbered whether the caller counted indexes, rows or columns in what it had read, which a change moves
 */
export async function editDocument<Facts>(
  docs: docs_v1.Docs,
  documentId: string,
  plan: (tabs: FoundTab[], unreachable: ReadonlySet<string>) => Plan<Facts>,
  { fields = STRUCTURE_FIELDS, numbered = false }: { fields?: string; numbered?: boolean } = {},
): Promise<Edited<Facts>> {
  const unreachable = new Set<string>();
  const remarks: string[] = [];
  for (let raced = false; ; raced = true) {
    const { data: document } = await docs.documents.get({
      documentId,
      includeTabsContent: true,
      suggestionsViewMode: "SUGGESTIONS_INLINE",
      fields,
    });
    try {
      const requiredRevisionId = revisionOf(document);
      const make = (without: ReadonlySet<string>) => plan(tabsOf(document), without);
      const sent = await sendBatch(docs, documentId, make, { requiredRevisionId, unreachable });
      return { ...sent, remarks: [...remarks, ...unreachableRemarks(unreachable)] };
    } catch (error) {
      if (!isLostRace(error)) throw error;
      if (numbered)
        throw new ToolError(
          "precondition_failed",
          "Somebody changed this document just now, so that the numbers given may mean other places: nothing was done",
          "Read it again and call with the numbers of now.",
          { cause: error },
        );
      if (raced)
        throw new ToolError(
          "precondition_failed",
          "Others are changing this document right now: twice it had changed before this edit arrived, so nothing was done",
          "Read it again, then try once more.",
          { cause: error },
        );
      remarks.push("Somebody changed the document in the meantime; this was done on its newest content.");
    }
  }
}

/** @throws ToolError `permission_denied`: only who may edit is told the revision, and without it no race would be noticed */
function revisionOf({ revisionId }: docs_v1.Schema$Document): string {
  if (revisionId) return revisionId;
  throw new ToolError(
    "permission_denied",
    "This account may read this document, but not edit it",
    "Ask its owner for access.",
  );
}

/** Sends a plan's requests; a picture that Docs cannot fetch is planned as a link. */
export async function sendBatch<Facts>(
  docs: docs_v1.Docs,
  documentId: string,
  plan: (unreachable: ReadonlySet<string>) => Plan<Facts>,
  { requiredRevisionId, unreachable }: { requiredRevisionId?: string; unreachable: Set<string> },
): Promise<{ replies: docs_v1.Schema$Response[]; facts: Facts }> {
  for (;;) {
    const { requests, facts } = plan(unreachable);
    if (requests.length === 0) return { replies: [], facts };
    try {
      const { data } = await docs.documents.batchUpdate({
        documentId,
        fields: "replies",
        requestBody: { requests, ...(requiredRevisionId && { writeControl: { requiredRevisionId } }) },
      });
      return { replies: data.replies ?? [], facts };
    } catch (error) {
      const picture = failedPicture(error, requests);
      if (picture === undefined || unreachable.has(picture) || unreachable.size >= MOST_UNREACHABLE) throw error;
      unreachable.add(picture);
    }
  }
}

/** The address of the picture that a batch failed for. */
function failedPicture(error: unknown, requests: readonly Request[]): string | undefined {
  const position = refusedPicture(error);
  return position === undefined ? undefined : (requests[position]?.insertInlineImage?.uri ?? undefined);
}

/**
 * Which request of a batch Docs refused for its picture ("Invalid requests[3].insertInlineImage: There was a problem
 * retrieving the image …"); undefined for another refusal, such as that of its place.
 */
export function refusedPicture(error: unknown): number | undefined {
  if (!(error instanceof GoogleApiError) || error.status !== 400) return undefined;
  const position = /requests\[(\d+)\]\.insertInlineImage: .*image/i.exec(error.message)?.[1];
  return position === undefined ? undefined : Number(position);
}

export function unreachableRemarks(unreachable: ReadonlySet<string>): string[] {
  if (unreachable.size === 0) return [];
  return [
    `Google could not fetch ${unreachable.size === 1 ? "a picture" : "pictures"}, written as a link instead: ${[...unreachable].join(", ")}`,
  ];
}

function isLostRace(error: unknown): boolean {
  return error instanceof GoogleApiError && error.status === 400 && /required revision id/i.test(error.message);
}

/** The tab that is named, or the first. @throws ToolError `not_found` */
export function tabNamed(tabs: readonly FoundTab[], tabId: string | undefined): FoundTab {
  const tab = tabId === undefined ? tabs[0] : tabs.find(({ id }) => id === tabId);
  if (tab) return tab;
  const known = tabs.map(({ id, title }) => `${id} (${title})`).join(", ");
  throw new ToolError("not_found", `tab_id: the document has no tab ${tabId}`, `Its tabs are ${known}.`);
}

/** The content of the tab's body. */
export function bodyOf(tab: FoundTab): docs_v1.Schema$StructuralElement[] {
  const content = tab.content.body?.content ?? [];
  if (content.length === 0) throw invalid("This tab has no text that can be edited");
  return content;
}
