import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import * as z from "zod";
import { type Place, type Request, range } from "../../content/docs/requests.ts";
import { type FoundTab, tabsMask } from "../../content/docs/tabs.ts";
import { EMPHASIS, inlineRequests } from "../../content/docs/write-paragraphs.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, invalid, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { editDocument, tabNamed } from "./edit-document.ts";
import { lineInlines, textAlone } from "./markdown-line.ts";

const FIELDS = `revisionId,${tabsMask("headers,footers,documentStyle(defaultHeaderId,defaultFooterId)")}`;

const line = z
  .string()
  .max(2_000, "expected at most 2000 characters")
  .refine((value) => !value.includes("\n"), "expected one line");

type Kind = "header" | "footer";

/** Sets what stands above and below every page. */
export const docsSetHeaderFooter = defineDocsTool({
  name: "docs_set_header_footer",
  title: "Set header and footer",
  description:
    "Sets header and footer of a Google Doc, a line of Markdown each; empty removes. {page} and {pages} keep page numbers that are there; only people can insert them.",
  tier: "complete",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    header: line.optional(),
    footer: line.optional(),
    first_page_number: z.int("expected a whole number").min(0, "expected a number from 0 up").max(100_000).optional(),
    tab_id: tabId,
  }),
  async run({ document_id, header, footer, first_page_number, tab_id }, call) {
    const given = [...wanted("header", header), ...wanted("footer", footer)];
    if (given.length === 0 && first_page_number === undefined)
      throw invalid("header: expected at least one of header, footer and first_page_number");
    const docs = await call.google.docs();
    const texts = (tab: FoundTab) => [
      ...given.flatMap((one) => setText(tab, one)),
      ...numbering(tab.id, first_page_number),
    ];
    const edit = (plan: (tab: FoundTab) => Request[]) =>
      editDocument(
        docs,
        document_id,
        (tabs) => {
          const tab = tabNamed(tabs, tab_id);
          return { requests: plan(tab), facts: missing(tab, given).length === 0 };
        },
        { fields: FIELDS },
      );
    // A new header's id is told only when it is made: first those that are missing, then all texts.
    const first = await edit((tab) => {
      for (const one of given) pieces(tab, one);
      const absent = missing(tab, given);
      return absent.length > 0 ? absent : texts(tab);
    });
    const second = first.facts ? undefined : await edit(texts);
    const done = [
      ...given.map(({ kind, text }) => `${text === "" ? "removed" : "set"} the ${kind}`),
      ...(first_page_number === undefined ? [] : [`pages count from ${first_page_number}`]),
    ];
    return {
      text: [`Done: ${done.join(", ")}.`, ...new Set([...first.remarks, ...(second?.remarks ?? [])])].join("\n"),
    };
  },
});

interface Wanted {
  kind: Kind;
  text: string;
}

function wanted(kind: Kind, text: string | undefined): Wanted[] {
  return text === undefined ? [] : [{ kind, text: text.trim() }];
}

function idOf({ content }: FoundTab, kind: Kind): string | undefined {
  const { defaultHeaderId, defaultFooterId } = content.documentStyle ?? {};
  return (kind === "header" ? defaultHeaderId : defaultFooterId) ?? undefined;
}

function missing(tab: FoundTab, given: readonly Wanted[]): Request[] {
  return given
    .filter(({ kind, text }) => text !== "" && idOf(tab, kind) === undefined)
    .map(({ kind }): Request => {
      // The first section break is the document's own.
      const body = { type: "DEFAULT", sectionBreakLocation: { index: 0, tabId: tab.id } };
      return kind === "header" ? { createHeader: body } : { createFooter: body };
    });
}

/** Page numbers that a header or footer has, with their indexes. */
function numbersIn(tab: FoundTab, kind: Kind): { index: number; sign: string }[] {
  return elementsOf(tab, kind).flatMap(({ startIndex, autoText }) =>
    autoText ? [{ index: startIndex ?? 0, sign: autoText.type === "PAGE_COUNT" ? "{pages}" : "{page}" }] : [],
  );
}

function contentOf(tab: FoundTab, kind: Kind): docs_v1.Schema$StructuralElement[] {
  const id = idOf(tab, kind) ?? "";
  return (kind === "header" ? tab.content.headers?.[id] : tab.content.footers?.[id])?.content ?? [];
}

function elementsOf(tab: FoundTab, kind: Kind): docs_v1.Schema$ParagraphElement[] {
  return contentOf(tab, kind).flatMap(({ paragraph }) => paragraph?.elements ?? []);
}

/** The texts between the page numbers. @throws ToolError `invalid_input` for numbers that are not there */
function pieces(tab: FoundTab, { kind, text }: Wanted): string[] {
  const signs = text.match(/\{pages?\}/g) ?? [];
  const there = numbersIn(tab, kind).map(({ sign }) => sign);
  if (signs.length > 0 && signs.join() !== there.join())
    throw invalid(
      `${kind}: ${there.length === 0 ? "there is no page number yet" : `the page numbers there are ${there.join(" ")}`}`,
      "Google's API cannot insert page numbers. The person inserts them once in Docs (Insert, Page numbers); then the text around them can be set.",
    );
  return signs.length === 0 ? [text] : text.split(/\{pages?\}/);
}

/** Replaces the text, from the end to the start, around the page numbers that stay. */
function setText(tab: FoundTab, one: Wanted): Request[] {
  const segmentId = idOf(tab, one.kind);
  if (segmentId === undefined) return [];
  const place: Place = { tabId: tab.id, segmentId };
  if (one.text === "")
    return [
      one.kind === "header"
        ? { deleteHeader: { headerId: segmentId, tabId: tab.id } }
        : { deleteFooter: { footerId: segmentId, tabId: tab.id } },
    ];
  const texts = pieces(tab, one);
  const end = (contentOf(tab, one.kind).at(-1)?.endIndex ?? 1) - 1;
  const kept = texts.length > 1 ? numbersIn(tab, one.kind).map(({ index }) => index) : [];
  const starts = [0, ...kept.map((index) => index + 1)];
  const ends = [...kept, end];
  return texts
    .map((text, index) => ({ text, start: starts[index] ?? 0, end: ends[index] ?? end }))
    .reverse()
    .flatMap(({ text, start, end: until }) => [
      ...(until > start ? [{ deleteContentRange: { range: range(place, start, until) } }] : []),
      ...inlineRequests(textAlone(lineInlines(text)), place, start, EMPHASIS).requests,
    ]);
}

function numbering(tab: string, first: number | undefined): Request[] {
  if (first === undefined) return [];
  return [
    { updateDocumentStyle: { documentStyle: { pageNumberStart: first }, fields: "pageNumberStart", tabId: tab } },
  ];
}
