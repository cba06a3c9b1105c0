import { addFile, SPREADSHEET } from "../emulator/drive/state.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

/** A presentation that this client made, as `drive.file` needs it: a slide with text, and one to be changed. */
function deck(emulator: Emulator): { presentation_id: string } {
  const { clientId } = emulator.world.defaultClient;
  return { presentation_id: emulator.slides.addPresentation("ada@example.com", "Deck", clientId).id };
}

const on =
  (input: Record<string, unknown>): Extract<ContractCase["input"], (emulator: Emulator, folder: string) => unknown> =>
  (emulator) =>
    Promise.resolve({ ...deck(emulator), ...input });

/** At least two calls of each tool of the service. */
export const slidesCases: readonly ContractCase[] = [
  { tool: "slides_create", input: { markdown: "" } },
  {
    tool: "slides_create",
    input: {
      title: "All of it",
      markdown:
        "# Deck\nfrom **Markdown**\n\n## Body\nText with [a link](https://example.com), `code` and ~~more~~\n\n1. one\n    - two\n\nNotes: say it\n\n## Table\n\n|A|B|\n|-|-|\n|*1*|2|\n\n# Section\n\n---\nNo title",
    },
  },
  { tool: "slides_read", input: on({}) },
  { tool: "slides_read", input: on({ offset: 10 }) },
  { tool: "slides_get_thumbnail", input: on({ slide_id: "p" }) },
  { tool: "slides_get_thumbnail", input: on({ slide_id: "p", size: "large" }) },
  { tool: "slides_add_slide", input: on({}) },
  { tool: "slides_add_slide", input: on({ layout: "TITLE", title: "A", body: "B", position: 1 }) },
  { tool: "slides_insert", input: on({ slide_id: "p", text: "# Head\n- item", x: 1.5, y: 2, width: 300, height: 40 }) },
  { tool: "slides_insert", input: on({ slide_id: "p", shape: "ELLIPSE", text: "in it" }) },
  { tool: "slides_insert", input: on({ slide_id: "p", rows: [["a", "b"], ["c"]], width: 400, height: 100 }) },
  { tool: "slides_insert", input: on({ slide_id: "p", image_url: "https://example.com/a.png", height: 100 }) },
  {
    tool: "slides_insert",
    input(emulator) {
      const madeBy = emulator.world.defaultClient.clientId;
      const sheet = { name: "Sheet", mimeType: SPREADSHEET, modifiedTime: 0, madeBy };
      const { id } = addFile(emulator.drive.state("ada@example.com"), sheet);
      emulator.slides.charts.set(id, [5]);
      return Promise.resolve({ ...deck(emulator), slide_id: "p", spreadsheet_id: id, chart_id: 5 });
    },
  },
  { tool: "slides_replace_text", input: on({ replacements: [{ find: "a", replace: "b" }] }) },
  {
    tool: "slides_replace_text",
    input: on({ replacements: [{ find: "A", replace: "" }], ignore_case: true, slide_ids: ["p"] }),
  },
  { tool: "slides_update_text", input: on({ element_id: "i0", text: "**New**\n\n- a" }) },
  { tool: "slides_update_text", input: on({ element_id: "p", text: "notes" }) },
  {
    tool: "slides_update_text",
    input: on({
      element_id: "i0",
      text: "x",
      bold: false,
      italic: true,
      size: 12.5,
      color: "#0a0b0c",
      font: "Arial",
      align: "justified",
    }),
  },
  { tool: "slides_delete", input: on({ ids: ["p"] }) },
  { tool: "slides_delete", input: on({ ids: ["i0", "i1"] }) },
  { tool: "slides_arrange", input: on({ slide_ids: ["p"], position: 1 }) },
  { tool: "slides_arrange", input: on({ slide_ids: ["p"], copy: true }) },
  { tool: "slides_batch_update", input: on({ requests: [{ deleteObject: { objectId: "p" } }] }) },
  {
    tool: "slides_batch_update",
    input(emulator) {
      const deckId = deck(emulator);
      return Promise.resolve({
        ...deckId,
        requests: [
          { updateSlideProperties: { objectId: "p", slideProperties: { isSkipped: true }, fields: "isSkipped" } },
          { updatePageElementAltText: { objectId: "i0", title: "t" } },
        ],
      });
    },
  },
];
