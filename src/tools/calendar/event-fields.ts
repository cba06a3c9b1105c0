import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { recurrenceProblem } from "../../content/recurrence.ts";
import { emailAddress, headerText } from "../input.ts";
import { eventColor } from "./event-colors.ts";

const MINUTES = "expected whole minutes from 1 to 40320";
const MOST_RULES = 20;

/** What a person sets of an event, the same whether it is made or changed. */
export const eventFields = {
  duration_minutes: z.int(MINUTES).min(1, MINUTES).max(40_320, MINUTES).optional(),
  location: headerText(1024).optional(),
  description: z.string().max(8192, "expected at most 8192 characters").optional(),
  /** The rule, and lines for single dates below it where there are some. */
  rrule: z.string().max(5000, "expected at most 5000 characters").transform(toLines).optional(),
  reminder_minutes: z.array(z.int().min(0).max(40_320)).max(5, "expected at most 5 reminders").optional(),
  meet: z.boolean().optional(),
  free: z.boolean().optional(),
  visibility: z.enum(["public", "private"]).optional(),
  color: eventColor.optional(),
};

/** An event's title. */
export const eventTitle = headerText(1024).refine((value) => value.trim() !== "", "expected a title");

/** Addresses of guests; Google takes at most 200 (Calendar API, "Event", `attendees`). */
export const guestList = z.array(emailAddress).max(200, "expected at most 200 guests").default([]);

/** Whether Google mails the guests; said in the tools' descriptions. */
export const notifyGuests = z
  .boolean()
  .optional()
  .transform((value) => value ?? true);

/** Rule lines, the `RRULE:` of a lone rule left out as people do. */
function toLines(text: string, context: z.RefinementCtx): string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => (line.startsWith("FREQ=") ? `RRULE:${line}` : line));
  const problem =
    lines.length > MOST_RULES ? `expected at most ${MOST_RULES} lines` : lines.map(recurrenceProblem).find(Boolean);
  if (problem === undefined) return lines;
  context.addIssue({ code: "custom", message: problem });
  return z.NEVER;
}

interface Fields {
  title?: string | undefined;
  location?: string | undefined;
  description?: string | undefined;
  rrule?: readonly string[] | undefined;
  reminder_minutes?: readonly number[] | undefined;
  free?: boolean | undefined;
  visibility?: string | undefined;
  color?: string | undefined;
}

/** The fields as the API takes them. What is not given is left out, and an empty text or rule takes the field away. */
export function fieldsBody(given: Fields): calendar_v3.Schema$Event {
  const { title, location, description, rrule, reminder_minutes, free, visibility, color } = given;
  return {
    ...(title !== undefined && { summary: title }),
    ...(location !== undefined && { location: location || null }),
    ...(description !== undefined && { description: description || null }),
    ...(rrule !== undefined && { recurrence: [...rrule] }),
    ...(reminder_minutes && {
      reminders: { useDefault: false, overrides: reminder_minutes.map((minutes) => ({ method: "popup", minutes })) },
    }),
    ...(free !== undefined && { transparency: free ? "transparent" : "opaque" }),
    ...(visibility !== undefined && { visibility }),
    ...(color !== undefined && { colorId: color }),
  };
}

/** What asks Google for a new Meet link. @param requestId makes Google make it once */
export function meetRequest(requestId: string): calendar_v3.Schema$Event {
  return { conferenceData: { createRequest: { requestId, conferenceSolutionKey: { type: "hangoutsMeet" } } } };
}
