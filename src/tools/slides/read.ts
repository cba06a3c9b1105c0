import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { deckTableOf, paragraphsOf, plainTextOf, runsOfText } from "../../content/deck-from-slides.ts";
import { writeHeading, writeNotes, writeParagraphs, writeTable } from "../../content/deck-to-markdown.ts";
import { shorten } from "../../content/table.ts";
import { fileId, offset } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { READ_SLIDES } from "./slides-scopes.ts";

const TEXT =
  "text(textElements(paragraphMarker(bullet(glyph,nestingLevel)),textRun(content,style(bold,italic,strikethrough,fontFamily,link(url))),autoText(content)))";
const ELEMENTS = `pageElements(objectId,title,description,shape(shapeType,placeholder(type),${TEXT}),table(tableRows(tableCells(${TEXT}))),image(sourceUrl),video(url),sheetsChart(spreadsheetId,chartId),wordArt(renderedText),elementGroup)`;
const NOTES = `notesPage(notesProperties(speakerNotesObjectId),pageElements(objectId,shape(${TEXT})))`;
const FIELDS = `presentationId,title,layouts(objectId,layoutProperties(name)),slides(objectId,${ELEMENTS},slideProperties(layoutObjectId,isSkipped,${NOTES}))`;

const TITLES: readonly unknown[] = ["TITLE", "CENTERED_TITLE"];
const SECTION_LAYOUTS: readonly unknown[] = ["TITLE", "SECTION_HEADER", "SECTION_TITLE_AND_DESCRIPTION"];

type Element = slides_v1.Schema$PageElement;

/** Shows a presentation as the Markdown that slides_create takes, ids in comments. */
export const slidesRead = defineSlidesTool({
  name: "slides_read",
  title: "Read presentation",
  description:
    "Reads a presentation's text and speaker notes as the Markdown that slides_create takes; comments give the ids of slides and elements. To see a slide, use slides_get_thumbnail.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_SLIDES,
  input: z.strictObject({ presentation_id: fileId, offset }),
  async run({ presentation_id, offset: from }, call) {
    const slides = await call.google.slides();
    const { data } = await slides.presentations.get({ presentationId: presentation_id, fields: FIELDS });
    const layouts = new Map((data.layouts ?? []).map((layout) => [layout.objectId, layout.layoutProperties?.name]));
    const count = data.slides?.length ?? 0;
    const head = comment(
      `presentation: ${shorten(data.title ?? "", 200)}`,
      `${count} ${count === 1 ? "slide" : "slides"}`,
    );
    const pages = (data.slides ?? []).map((slide, index) =>
      renderSlide(slide, index + 1, SECTION_LAYOUTS.includes(layouts.get(slide.slideProperties?.layoutObjectId))),
    );
    const { text, next, total } = pieceOf([head, ...pages].join("\n\n"), from);
    return { text, ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }) };
  },
});

function renderSlide(slide: slides_v1.Schema$Page, number: number, isSection: boolean): string {
  const elements = flatten(slide.pageElements);
  const title = elements.find(({ shape }) => TITLES.includes(shape?.placeholder?.type));
  const notesPage = slide.slideProperties?.notesPage;
  const notesId = notesPage?.notesProperties?.speakerNotesObjectId;
  const notes = notesPage?.pageElements?.find(({ objectId }) => objectId === notesId);
  const runs = runsOfText(title?.shape?.text);
  const facts = [
    `slide ${number}: ${slide.objectId}`,
    slide.slideProperties?.isSkipped && "skipped",
    title && `title ${title.objectId}`,
    notesId && `notes ${notesId}`,
  ];
  const said = plainTextOf(notes?.shape?.text);
  return [
    writeHeading({ level: runs.length === 0 ? 0 : isSection ? 1 : 2, title: runs }),
    comment(...facts),
    ...elements.filter((element) => element !== title).flatMap(renderElement),
    ...(said.trim() === "" ? [] : [writeNotes(said)]),
  ].join("\n\n");
}

/** Elements with those of groups in place of the groups. */
function flatten(elements: readonly Element[] | undefined): Element[] {
  return (elements ?? []).flatMap((element) =>
    element.elementGroup ? flatten(element.elementGroup.children) : [element],
  );
}

function renderElement(element: Element): string[] {
  const { objectId, shape, table, image, video, sheetsChart, wordArt } = element;
  const words = [element.title, element.description].filter((part) => part).join(": ");
  const about = words === "" ? "" : shorten(words, 200);
  if (table) return [comment(`table ${objectId}`, about), writeTable(deckTableOf(table))];
  if (image) return [comment(`image ${objectId}`, about, shorten(image.sourceUrl ?? "", 200))];
  if (video) return [comment(`video ${objectId}`, about, shorten(video.url ?? "", 200))];
  if (sheetsChart)
    return [
      comment(`chart ${objectId}`, about, `chart ${sheetsChart.chartId} of spreadsheet ${sheetsChart.spreadsheetId}`),
    ];
  if (wordArt) return [comment(`word art ${objectId}`, about, shorten(wordArt.renderedText ?? "", 200))];
  if (!shape) return [];
  const kind = shape.placeholder?.type ?? shape.shapeType ?? "shape";
  const text = writeParagraphs(paragraphsOf(shape.text));
  return [comment(`${kind.toLowerCase().replaceAll("_", " ")} ${objectId}`, about), ...(text === "" ? [] : [text])];
}

/** A comment that nothing in it can end. */
function comment(...facts: (string | false | null | undefined)[]): string {
  const said = facts.filter((fact) => typeof fact === "string" && fact !== "").join(" | ");
  return `<!-- ${said.replaceAll(/-{2,}|>/g, "…")} -->`;
}
