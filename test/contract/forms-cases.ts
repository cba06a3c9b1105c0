import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

const single = (questionId: string, kind: Record<string, unknown>) => ({
  questionItem: { question: { questionId, ...kind } },
});

/** A form that this client made, as `drive.file` needs it, with a question of several kinds. */
function form(emulator: Emulator): { form_id: string } {
  const { clientId } = emulator.world.defaultClient;
  const made = emulator.forms.addForm("ada@example.com", "Form", {
    madeBy: clientId,
    settings: { emailCollectionType: "VERIFIED", quizSettings: { isQuiz: true } },
    items: [
      { itemId: "i1", title: "One", ...single("q1", { textQuestion: {} }) },
      { itemId: "i2", title: "Two", ...single("q2", { choiceQuestion: { type: "RADIO", options: [{ value: "a" }] } }) },
      { itemId: "i3", title: "Three", ...single("q3", { scaleQuestion: { low: 1, high: 5 } }) },
      {
        itemId: "i4",
        title: "Four",
        questionGroupItem: {
          grid: { columns: { type: "CHECKBOX", options: [{ value: "a" }] } },
          questions: [{ questionId: "q4", rowQuestion: { title: "r" } }],
        },
      },
    ],
  });
  emulator.forms.addResponse(made.id, { responseId: "r1", answers: { q1: { values: ["x"] }, q2: { values: ["a"] } } });
  return { form_id: made.id };
}

const on =
  (input: Record<string, unknown>): Extract<ContractCase["input"], (emulator: Emulator, folder: string) => unknown> =>
  (emulator) =>
    Promise.resolve({ ...form(emulator), ...input });

/** At least two calls of each tool of the service. */
export const formsCases: readonly ContractCase[] = [
  { tool: "forms_create", input: { title: "Empty" } },
  {
    tool: "forms_create",
    input: {
      title: "Quiz",
      description: "Words\nin lines",
      quiz: true,
      publish: true,
      items: [
        { type: "short_text", title: "a", description: "b", required: true, points: 1, correct: ["c"] },
        { type: "paragraph", title: "a" },
        { type: "radio", title: "a", options: ["b", "c"], other: true, correct: ["b"] },
        { type: "checkbox", title: "a", options: ["b", "c"], points: 2, correct: ["b", "c"] },
        { type: "dropdown", title: "a", options: ["b"] },
        { type: "scale", title: "a", min: 0, max: 7, min_label: "x", max_label: "y" },
        { type: "rating", title: "a", max: 3 },
        { type: "date", title: "a" },
        { type: "date_time", title: "a" },
        { type: "time", title: "a" },
        { type: "duration", title: "a" },
        { type: "radio_grid", title: "a", rows: ["r"], options: ["b"] },
        { type: "checkbox_grid", title: "a", rows: ["r", "s"], options: ["b"], required: true },
        { type: "section", title: "a" },
        { type: "text", title: "a", description: "b" },
      ],
    },
  },
  { tool: "forms_get", input: on({}) },
  { tool: "forms_get", input: on({ offset: 5 }) },
  { tool: "forms_list_responses", input: on({}) },
  {
    tool: "forms_list_responses",
    input: on({ since: "2020-01-01T00:00:00+02:00", page_size: 1 }),
    scopes: ["drive.file"],
  },
  { tool: "forms_get_response", input: on({ response_id: "r1" }) },
  { tool: "forms_get_response", input: on({ response_id: "r1" }), scopes: ["drive.file"] },
  { tool: "forms_update", input: on({ title: "New", description: "", quiz: false, collect_email: "typed" }) },
  {
    tool: "forms_update",
    input: on({
      items: [
        { action: "change", item_id: "i1", type: "paragraph", title: "1", description: "d", required: true, points: 4 },
        { action: "change", item_id: "i2", options: ["a", "b"], other: true, correct: ["b"] },
        { action: "change", item_id: "i3", min: 0, max: 10, max_label: "y" },
        { action: "change", item_id: "i4", rows: ["r", "s"], options: ["a", "c"], required: true },
        { action: "add", type: "section", title: "S", position: 2 },
        { action: "move", item_id: "i4", position: 1 },
        { action: "delete", item_id: "i3" },
      ],
    }),
  },
  { tool: "forms_update", input: on({ items: [{ action: "change", item_id: "i4", type: "radio_grid" }] }) },
  { tool: "forms_set_publish", input: on({ state: "closed" }) },
  { tool: "forms_set_publish", input: on({ state: "unpublished" }) },
];
