import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { ToolError } from "../../errors.ts";

/** Who is invited anew, and who no longer. */
export interface GuestChange {
  add_guests: readonly string[];
  remove_guests: readonly string[];
}

/**
 * The guests of an event after a change, those who stay with their answers; undefined when nothing changes.
 * @throws ToolError `invalid_input` when Google gave the guests in part, for the list can only be sent back as a whole
 */
export function changedGuests(
  { attendees = [], attendeesOmitted }: calendar_v3.Schema$Event,
  { add_guests, remove_guests }: GuestChange,
): calendar_v3.Schema$EventAttendee[] | undefined {
  if (add_guests.length + remove_guests.length === 0) return undefined;
  if (attendeesOmitted)
    throw new ToolError(
      "invalid_input",
      "add_guests: this account may not see all guests of the event, so it cannot change them",
      "Ask the organizer to change the guests.",
    );
  const named = (list: readonly string[], email: string | null | undefined) =>
    list.some((one) => one.toLowerCase() === email?.toLowerCase());
  const stay = attendees.filter(({ email }) => !named(remove_guests, email));
  const known = stay.flatMap(({ email }) => email ?? []);
  const come = add_guests.filter((address) => !named(known, address));
  if (come.length === 0 && stay.length === attendees.length) return undefined;
  return [...stay, ...come.map((email) => ({ email }))];
}
