import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { headerText } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { MANAGE_LABELS } from "./gmail-scopes.ts";
import { hexColor, labelColor } from "./label-colors.ts";
import { newLabelName, parentNames } from "./label-name.ts";
import { type LabelName, loadLabelNames } from "./labels.ts";

const common = {
  service: "gmail",
  tier: "extended",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: MANAGE_LABELS,
} as const;

const FIELDS = "id,name,color";

/** Nested labels that are renamed with their parent; all of them, for Gmail takes no more than 10,000 labels. */
const AT_ONCE = 10;

const label = headerText(225).min(1, "expected a label's name or id").describe("Name or id.");
const color = hexColor.optional().describe("#rrggbb; Gmail's nearest is taken.");
const output = z.strictObject({ id: z.string(), name: z.string() });

/** Makes a label, and those above it. */
export const gmailCreateLabel = defineTool({
  ...common,
  name: "gmail_create_label",
  title: "Create label",
  description: "Creates a mail label; Work/Invoices is nested, and a missing Work is made too. Returns its id.",
  kind: "write",
  input: z.strictObject({ name: newLabelName, color, text_color: hexColor.optional() }),
  output,
  async run({ name, color: background, text_color }, call) {
    needBackground(background, text_color);
    const gmail = await call.google.gmail();
    const made = await makeParents(gmail, name);
    const created = await create(gmail, {
      name,
      ...(background !== undefined && { color: labelColor(background, text_color) }),
    });
    const above = made.length > 0 ? ` Made first: ${made.join(", ")}.` : "";
    return { text: `Created the label ${colored(created)}.${above}`, data: row(created) };
  },
});

/** Renames a label, with those below it, or changes how it is shown. */
export const gmailUpdateLabel = defineTool({
  ...common,
  name: "gmail_update_label",
  title: "Update label",
  description: "Renames a label, together with those nested below it, or changes its colour or visibility.",
  kind: "write",
  idempotent: true,
  input: z.strictObject({
    label,
    name: newLabelName.optional(),
    color,
    text_color: hexColor.optional(),
    in_label_list: z.enum(["show", "if_unread", "hide"]).optional(),
    in_message_list: z.enum(["show", "hide"]).optional(),
  }),
  output,
  async run(input, call) {
    needBackground(input.color, input.text_color);
    const change = changeOf(input);
    const gmail = await call.google.gmail();
    const known = await loadLabelNames(gmail);
    const target = own(known.find([input.label]));
    const renamed = input.name;
    const below = renamed === undefined || renamed === target.name ? [] : known.below(target.name);
    const { data } = await naming(() =>
      gmail.users.labels.patch({ userId: "me", id: target.id, fields: FIELDS, requestBody: change }),
    );
    await mapInParallel(below, AT_ONCE, async ({ id, name }) => {
      const moved = `${renamed}${name.slice(target.name.length)}`;
      await gmail.users.labels.patch({ userId: "me", id, fields: "id", requestBody: { name: moved } });
    });
    const also = below.length > 0 ? ` Renamed with it: ${below.length} below it.` : "";
    return { text: `Changed the label ${colored(data)}.${also}`, data: row(data) };
  },
});

/** Deletes a label; its mail stays. */
export const gmailDeleteLabel = defineTool({
  ...common,
  name: "gmail_delete_label",
  title: "Delete label",
  description: "Deletes a label of the person's own. Its mail stays, and so do labels nested below it.",
  kind: "destructive",
  idempotent: true,
  input: z.strictObject({ label }),
  async run(input, call) {
    const gmail = await call.google.gmail();
    const { id, name } = own((await loadLabelNames(gmail)).find([input.label]));
    await gmail.users.labels.delete({ userId: "me", id });
    return { text: `Deleted the label ${name} (${id}). No mail was deleted.` };
  },
});

const LISTED = { show: "labelShow", if_unread: "labelShowIfUnread", hide: "labelHide" } as const;

function changeOf(input: {
  name?: string | undefined;
  color?: string | undefined;
  text_color?: string | undefined;
  in_label_list?: keyof typeof LISTED | undefined;
  in_message_list?: "show" | "hide" | undefined;
}): gmail_v1.Schema$Label {
  const change = {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.color !== undefined && { color: labelColor(input.color, input.text_color) }),
    ...(input.in_label_list && { labelListVisibility: LISTED[input.in_label_list] }),
    ...(input.in_message_list && { messageListVisibility: input.in_message_list }),
  };
  if (Object.keys(change).length > 0) return change;
  throw invalid("name: expected at least one of name, color, in_label_list, in_message_list");
}

/** Gmail takes both colours or none (Gmail API, "LabelColor"). */
function needBackground(background: string | undefined, text: string | undefined): void {
  if (text !== undefined && background === undefined) throw invalid("text_color: expected color with it");
}

function own([found]: readonly LabelName[]): LabelName {
  if (found && !found.system) return found;
  throw new ToolError(
    "invalid_input",
    `label: ${found?.name ?? "this"} is one of Gmail's own labels, which cannot be changed`,
    "Choose a label of the person's own; gmail_list_labels shows them.",
  );
}

/** Gmail shows a label below another one only when that exists. @returns the names that were missing */
async function makeParents(gmail: gmail_v1.Gmail, name: string): Promise<string[]> {
  const parents = parentNames(name);
  if (parents.length === 0) return [];
  const known = await loadLabelNames(gmail);
  const missing = parents.filter((parent) => !known.has(parent));
  for (const parent of missing) await create(gmail, { name: parent });
  return missing;
}

async function create(gmail: gmail_v1.Gmail, requestBody: gmail_v1.Schema$Label): Promise<gmail_v1.Schema$Label> {
  const { data } = await naming(() => gmail.users.labels.create({ userId: "me", fields: FIELDS, requestBody }));
  return data;
}

/** Says that a name is taken where Gmail does ("Label name exists or conflicts"). */
async function naming<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof GoogleApiError) || error.status !== 409) throw error;
    throw new ToolError(
      "precondition_failed",
      "name: a label of that name exists, in whatever case",
      "Choose another name, or use that label; gmail_list_labels gives its id.",
      { cause: error },
    );
  }
}

function colored({ name, id, color: shown }: gmail_v1.Schema$Label): string {
  return `${name} (${id}${shown?.backgroundColor ? `, ${shown.textColor} on ${shown.backgroundColor}` : ""})`;
}

function row({ id, name }: gmail_v1.Schema$Label): { id: string; name: string } {
  return { id: id ?? "", name: name ?? "" };
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}
