import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { endedBefore } from "../../content/recurrence.ts";
import { ToolError } from "../../errors.ts";
import { resourceId } from "../input.ts";

/** An event's id, or that of one occurrence: the series' id, `_` and the start. */
export const eventId = resourceId("event", 1024);

/** How much of a series a change is for. */
export const applyTo = z
  .enum(["this", "following", "all"])
  .default("this")
  .describe("Of a series, by an occurrence's id.");

/**
 * Refuses to take a whole series for one occurrence: people who mean one would lose all.
 * @throws ToolError `invalid_input`
 */
export function checkReach(event: calendar_v3.Schema$Event, reach: z.output<typeof applyTo>): void {
  if (!event.recurrence || reach === "all") return;
  throw new ToolError(
    "invalid_input",
    "event_id: is that of a whole series, expected the id of an occurrence",
    "Call with apply_to all, or take an occurrence's id from calendar_list_instances.",
  );
}

/** The rule lines of a series that ends before one of its occurrences. */
export function recurrenceBefore(series: calendar_v3.Schema$Event, occurrence: calendar_v3.Schema$Event): string[] {
  const start = occurrence.originalStartTime ?? occurrence.start;
  return endedBefore(series.recurrence ?? [], start?.date ?? start?.dateTime ?? "");
}

/** Addresses that Google would notify of a change: all guests but the account's owner and rooms. */
export function guestAddresses({ attendees }: calendar_v3.Schema$Event): string[] {
  return (attendees ?? []).flatMap(({ email, self, resource }) => (email && !self && !resource ? [email] : []));
}
