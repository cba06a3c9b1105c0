import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { markdownTable } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { calendarId, isEmailAddress, pageToken } from "../input.ts";
import { defineTool, type ToolResult } from "../tool.ts";
import { SHARE_CALENDARS } from "./calendar-scopes.ts";

const ROLES = { free_busy: "freeBusyReader", reader: "reader", writer: "writer", owner: "owner" } as const;

const EXPECTED = "expected an address, group:address, a domain such as example.com, or anyone";

/** With whom a calendar is shared, as Google names it (Calendar API, "Acl", `scope`). */
const audience = z
  .string()
  .max(300, EXPECTED)
  .transform((value, context) => {
    const text = value.trim();
    const address = text.replace(/^group:/, "");
    if (text === "anyone") return { type: "default" };
    if (isEmailAddress(address)) return { type: text === address ? "user" : "group", value: address };
    if (/^(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text)) return { type: "domain", value: text.toLowerCase() };
    context.addIssue({ code: "custom", message: EXPECTED });
    return z.NEVER;
  });
type Scope = z.output<typeof audience>;

const input = z.strictObject({
  action: z.enum(["list", "grant", "revoke"]),
  calendar_id: calendarId.default("primary"),
  with: audience.optional().describe("Address, group:address, domain or anyone."),
  role: z.enum(["free_busy", "reader", "writer", "owner"]).default("reader"),
  notify: z.boolean().default(true),
  page_token: pageToken.optional(),
});
type Input = z.output<typeof input>;

/** Shows who may see a calendar, and gives or takes away that access. */
export const calendarShareCalendar = defineTool({
  name: "calendar_share_calendar",
  title: "Share calendar",
  description: "Lists who has access to a calendar, grants access (also changes a role), or revokes it.",
  service: "calendar",
  tier: "complete",
  kind: "destructive",
  idempotent: true,
  outward: true,
  foreign: false,
  scopes: SHARE_CALENDARS,
  input,
  audience: (given) => ({
    recipients: given.action === "grant" && given.with ? [given.with.value ?? "anyone"] : [],
    content: `Calendar ${given.calendar_id}, role ${given.role}`,
  }),
  async run(given, call) {
    const calendar = await call.google.calendar();
    switch (given.action) {
      case "list":
        return list(calendar, given);
      case "grant":
        return grant(calendar, given, needed(given.with));
      case "revoke":
        return revoke(calendar, given, needed(given.with));
    }
  },
});

const RULE = "id,role,scope";

async function list(calendar: calendar_v3.Calendar, { calendar_id, page_token }: Input): Promise<ToolResult> {
  const { data } = await calendar.acl.list({
    calendarId: calendar_id,
    maxResults: 100,
    fields: `items(${RULE}),nextPageToken`,
    ...(page_token !== undefined && { pageToken: page_token }),
  });
  const rows = (data.items ?? []).map(({ role, scope }) => [nameOf(scope), scope?.type ?? "", role ?? ""]);
  return {
    text: rows.length === 0 ? "It is shared with nobody." : markdownTable(["with", "type", "role"], rows),
    ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
  };
}

async function grant(calendar: calendar_v3.Calendar, given: Input, scope: Scope): Promise<ToolResult> {
  if (scope.type === "default" && given.role !== "free_busy" && given.role !== "reader")
    throw invalid("role: anyone can be given free_busy or reader only");
  const { data } = await calendar.acl.insert({
    calendarId: given.calendar_id,
    sendNotifications: given.notify,
    fields: RULE,
    requestBody: { role: ROLES[given.role], scope },
  });
  const told = given.notify && scope.type !== "default" ? " Google mails them." : "";
  return { text: `${nameOf(data.scope)} now has the role ${given.role} on ${given.calendar_id}.${told}` };
}

/** A rule's id names its kind of scope, and an address may be a person's or a group's: the list tells which. */
async function revoke(calendar: calendar_v3.Calendar, given: Input, scope: Scope): Promise<ToolResult> {
  const { data } = await calendar.acl.list({
    calendarId: given.calendar_id,
    maxResults: 250,
    fields: `items(${RULE})`,
  });
  const rule = (data.items ?? []).find(({ scope: one }) => nameOf(one).toLowerCase() === nameOf(scope).toLowerCase());
  if (!rule?.id)
    throw new ToolError(
      "not_found",
      `${given.calendar_id} is not shared with ${nameOf(scope)}`,
      "Call with action list to see with whom it is.",
    );
  await calendar.acl.delete({ calendarId: given.calendar_id, ruleId: rule.id });
  return { text: `${nameOf(scope)} no longer has access to ${given.calendar_id}.` };
}

function nameOf(scope: { type?: string | null; value?: string | null } | null | undefined): string {
  return scope?.value ?? "anyone";
}

function needed(scope: Scope | undefined): Scope {
  if (scope) return scope;
  throw invalid("with: missing for this action");
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}
