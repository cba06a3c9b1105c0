import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { scope } from "../../scopes.ts";
import { emailAddress, headerText, offset, queryText, resourceId } from "../input.ts";
import { type Call, defineTool } from "../tool.ts";
import { filterText } from "./filter-text.ts";
import { CHANGE_SETTINGS, READ_LABELS, READ_SETTINGS } from "./gmail-scopes.ts";
import { LabelNames, loadLabelNames } from "./labels.ts";

const common = {
  service: "gmail",
  tier: "complete",
  foreign: false,
  // Filters know labels by id; their names take a scope of their own.
  optionalScopes: [scope("gmail.labels")],
} as const;

const FIELDS = "id,criteria,action";

/** A filter may have no more conditions than the search box has words for; longer ones Gmail refuses. */
const condition = queryText(1500).optional();
const labels = z.array(headerText(225).min(1, "expected a label's name or id")).max(20).default([]);

/** Lists the filters in words. */
export const gmailListFilters = defineTool({
  ...common,
  name: "gmail_list_filters",
  title: "List filters",
  description: "Lists the mail filters in words, with their ids.",
  kind: "read",
  idempotent: true,
  outward: false,
  scopes: READ_SETTINGS,
  input: z.strictObject({ offset }),
  async run(input, call) {
    const gmail = await call.google.gmail();
    const [{ data }, names] = await Promise.all([
      gmail.users.settings.filters.list({ userId: "me", fields: `filter(${FIELDS})` }),
      labelNames(call),
    ]);
    const lines = (data.filter ?? []).map((filter) => `- ${filterText(filter, names.nameOf)} [id ${filter.id}]`);
    if (lines.length === 0) return { text: "There is no filter." };
    const { text, total, next } = pieceOf(lines.join("\n"), input.offset);
    return next === undefined ? { text } : { text, note: `${total} characters in all. Read on: offset ${next}` };
  },
});

/** Makes a filter for mail to come. */
export const gmailCreateFilter = defineTool({
  ...common,
  name: "gmail_create_filter",
  title: "Create filter",
  description:
    "Creates a filter for mail to come: all conditions must hold. Labels as in gmail_modify_labels: remove INBOX archives, remove SPAM keeps it out of spam.",
  kind: "write",
  idempotent: false,
  outward: true,
  scopes: CHANGE_SETTINGS,
  input: z.strictObject({
    from: condition,
    to: condition,
    subject: condition,
    query: condition.describe("Gmail search, such as has:attachment larger:5M -draft."),
    add_labels: labels,
    remove_labels: labels,
    forward_to: emailAddress.optional().describe("Only an address verified in Gmail."),
  }),
  output: z.strictObject({ id: z.string() }),
  audience({ forward_to, ...given }) {
    const what = filterText({ criteria: criteriaOf(given), action: { forward: forward_to ?? null } });
    return { recipients: forward_to === undefined ? [] : [forward_to], content: `Mail to come, ${what}` };
  },
  async run(input, call) {
    const criteria = criteriaOf(input);
    if (Object.keys(criteria).length === 0) throw invalid("from: expected at least one of from, to, subject, query");
    if (input.add_labels.length + input.remove_labels.length === 0 && input.forward_to === undefined)
      throw invalid("add_labels: expected at least one of add_labels, remove_labels, forward_to");
    const names = await labelNames(call);
    const action = {
      addLabelIds: names.idsOf(input.add_labels),
      removeLabelIds: names.idsOf(input.remove_labels),
      ...(input.forward_to !== undefined && { forward: input.forward_to }),
    };
    const gmail = await call.google.gmail();
    try {
      const { data } = await gmail.users.settings.filters.create({
        userId: "me",
        fields: FIELDS,
        requestBody: { criteria, action },
      });
      return {
        text: `Created the filter ${data.id} for mail to come: ${filterText(data, names.nameOf)}. Mail that is there already stays as it is.`,
        data: { id: data.id ?? "" },
      };
    } catch (error) {
      throw refusal(error, input.forward_to);
    }
  },
});

/** Deletes a filter. */
export const gmailDeleteFilter = defineTool({
  ...common,
  name: "gmail_delete_filter",
  title: "Delete filter",
  description: "Deletes a mail filter by its id; what it did stays done.",
  kind: "destructive",
  idempotent: true,
  outward: false,
  scopes: CHANGE_SETTINGS,
  input: z.strictObject({ filter_id: resourceId("filter") }),
  async run({ filter_id }, call) {
    const gmail = await call.google.gmail();
    await gmail.users.settings.filters.delete({ userId: "me", id: filter_id });
    return { text: `Deleted the filter ${filter_id}.` };
  },
});

function criteriaOf(given: {
  from?: string | undefined;
  to?: string | undefined;
  subject?: string | undefined;
  query?: string | undefined;
}): Record<string, string> {
  const { from, to, subject, query } = given;
  return Object.fromEntries(
    Object.entries({ from, to, subject, query }).flatMap(([name, value]) => (value?.trim() ? [[name, value]] : [])),
  );
}

interface Names {
  nameOf(id: string): string;
  idsOf(asked: readonly string[]): string[];
}

/** The labels by name where the account's scopes reach them; else ids are taken and shown as they are. */
async function labelNames(call: Call): Promise<Names> {
  const reachable = call.account.scopes.some((one) => READ_LABELS[0]?.includes(one));
  const known = reachable ? await loadLabelNames(await call.google.gmail()) : new LabelNames([]);
  return {
    nameOf: (id) => known.namesOf([id])[0] ?? id,
    idsOf: (asked) => (reachable ? known.find(asked).map(({ id }) => id) : [...asked]),
  };
}

/** Gmail forwards to verified addresses only and keeps no filter twice; it says both as `failedPrecondition`. */
function refusal(error: unknown, forwardTo: string | undefined): unknown {
  if (!(error instanceof GoogleApiError) || error.reason !== "failedPrecondition") return error;
  const { message } = error;
  if (/forwarding address/i.test(message))
    return new ToolError(
      "precondition_failed",
      `forward_to: ${forwardTo} is no verified forwarding address of this account`,
      "The person adds it in Gmail's settings under Forwarding, and its owner confirms it; then call again.",
      { cause: error },
    );
  if (/already exists/i.test(message))
    return new ToolError("precondition_failed", "Such a filter exists already", "gmail_list_filters shows it.", {
      cause: error,
    });
  return error;
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}
