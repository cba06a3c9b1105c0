import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { htmlToText } from "../../content/html-to-text.ts";
import { readable } from "../../content/mail-header.ts";
import { addDays, dayOf, startOfDay, weekdayOf } from "../../content/zoned-times.ts";
import { ToolError } from "../../errors.ts";
import { headerText, localDate } from "../input.ts";
import { defineTool } from "../tool.ts";
import { CHANGE_SETTINGS, READ_SETTINGS } from "./gmail-scopes.ts";

const common = { service: "gmail", tier: "complete", idempotent: true, foreign: false } as const;

/** A day, or an empty text for none. */
const day = z.union([localDate, z.literal("")], "expected a day such as 2026-11-24, or an empty text").optional();

/** Shows the vacation responder. */
export const gmailGetVacation = defineTool({
  ...common,
  name: "gmail_get_vacation",
  title: "Show vacation reply",
  description: "Shows the automatic vacation reply: on or off, text, days, and who gets it.",
  kind: "read",
  outward: false,
  scopes: READ_SETTINGS,
  input: z.strictObject({}),
  async run(_input, call) {
    const gmail = await call.google.gmail();
    const { data } = await gmail.users.settings.getVacation({ userId: "me" });
    return { text: pieceOf(describe(data, call.account.timeZone)).text };
  },
});

/** Turns the vacation responder on or off, or changes it. */
export const gmailSetVacation = defineTool({
  ...common,
  name: "gmail_set_vacation",
  title: "Set vacation reply",
  description: "Turns the automatic vacation reply on or off, or changes it; what is not named stays.",
  kind: "write",
  outward: true,
  scopes: CHANGE_SETTINGS,
  input: z.strictObject({
    on: z.boolean(),
    subject: headerText(500).optional(),
    body: z
      .string()
      .max(20_000, "expected at most 20000 characters")
      .refine((value) => !value.includes("\0"), "expected text without NUL characters")
      .optional()
      .describe("Plain text."),
    first_day: day.describe("Empty: none."),
    last_day: day,
    contacts_only: z.boolean().optional(),
    domain_only: z.boolean().optional().describe("Workspace: only colleagues."),
  }),
  audience: ({ on, subject, body }) => ({
    recipients: on ? ["anyone"] : [],
    content: ["Answers whoever writes.", subject ?? "", body ?? ""].join("\n").trim(),
  }),
  async run(input, call) {
    const gmail = await call.google.gmail();
    const zone = call.account.timeZone;
    const { data: before } = await gmail.users.settings.getVacation({ userId: "me" });
    const after = merged(before, input, zone);
    check(after);
    const { data } = await gmail.users.settings.updateVacation({ userId: "me", requestBody: after });
    return { text: pieceOf(describe(data, zone)).text };
  },
});

interface Change {
  on: boolean;
  subject?: string | undefined;
  body?: string | undefined;
  first_day?: string | undefined;
  last_day?: string | undefined;
  contacts_only?: boolean | undefined;
  domain_only?: boolean | undefined;
}

/** Google takes the settings as a whole, so what is not named comes from those there are. */
function merged(
  before: gmail_v1.Schema$VacationSettings,
  change: Change,
  zone: string,
): gmail_v1.Schema$VacationSettings {
  const { responseBodyHtml, responseBodyPlainText, startTime, endTime, ...rest } = before;
  const bodies = {
    ...(responseBodyHtml && { responseBodyHtml }),
    ...(responseBodyPlainText && { responseBodyPlainText }),
  };
  const start = change.first_day === undefined ? startTime : instant(change.first_day, zone);
  // The end is exclusive, and the last day is meant whole.
  const end =
    change.last_day === undefined ? endTime : instant(change.last_day === "" ? "" : addDays(change.last_day, 1), zone);
  return {
    ...rest,
    enableAutoReply: change.on,
    ...(change.subject !== undefined && { responseSubject: change.subject }),
    // The HTML body would win over the plain one (Gmail API, "VacationSettings").
    ...(change.body === undefined ? bodies : { responseBodyPlainText: change.body }),
    ...(start && { startTime: start }),
    ...(end && { endTime: end }),
    ...(change.contacts_only !== undefined && { restrictToContacts: change.contacts_only }),
    ...(change.domain_only !== undefined && { restrictToDomain: change.domain_only }),
  };
}

function instant(date: string, zone: string): string {
  return date === "" ? "" : String(startOfDay(date, zone));
}

/** @throws ToolError `invalid_input` for what Gmail would refuse (Gmail API, "VacationSettings") */
function check({ enableAutoReply, responseSubject, startTime, endTime, ...rest }: gmail_v1.Schema$VacationSettings) {
  const hasText = Boolean(responseSubject || rest.responseBodyHtml || rest.responseBodyPlainText);
  if (enableAutoReply && !hasText) throw invalid("body: expected a subject or body to turn the reply on");
  if (startTime && endTime && Number(endTime) <= Number(startTime))
    throw invalid("last_day: expected a day that is not before first_day");
}

function describe(settings: gmail_v1.Schema$VacationSettings, zone: string): string {
  const { enableAutoReply, responseSubject, responseBodyHtml, responseBodyPlainText, startTime, endTime } = settings;
  const body = responseBodyHtml ? htmlToText(responseBodyHtml).text : (responseBodyPlainText ?? "");
  const days = [
    ...(startTime ? [`from ${shownDay(Number(startTime), zone)}`] : []),
    ...(endTime ? [`to the end of ${shownDay(Number(endTime) - 1, zone)}`] : []),
  ].join(" ");
  const who = [
    ...(settings.restrictToContacts ? ["contacts"] : []),
    ...(settings.restrictToDomain ? ["people of the same organization"] : []),
  ];
  return [
    `The vacation reply is ${enableAutoReply ? "on" : "off"}.`,
    ...(days ? [`Days: ${days} (${zone})`] : []),
    `Goes to: ${who.length > 0 ? `${who.join(" and ")} only` : "everybody who writes"}`,
    `Subject: ${readable(responseSubject ?? "") || "(none)"}`,
    body ? `\n${body}` : "No text.",
  ].join("\n");
}

function shownDay(time: number, zone: string): string {
  const date = dayOf(time, zone);
  return `${weekdayOf(date)} ${date}`;
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}
