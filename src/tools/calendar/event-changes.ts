import { randomUUID } from "node:crypto";
import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { ToolError } from "../../errors.ts";
import { changedGuests, type GuestChange } from "./changed-guests.ts";
import { changedTimes, keptTimes, type TimeChange, timesPatch } from "./changed-times.ts";
import { meetRequest } from "./event-fields.ts";
import { ifUnchanged } from "./if-unchanged.ts";
import { recurrenceBefore } from "./series.ts";
import { linesFrom, movedRules, seriesTimes, slotOf } from "./series-split.ts";

/** A change of an event, in Google's terms where they are the same for one and for many. */
export interface Change extends GuestChange, TimeChange {
  calendar_id: string;
  notify_guests: boolean;
  meet?: boolean | undefined;
  /** Fields that are set as they are. */
  body: calendar_v3.Schema$Event;
  /** Zone of local times. */
  zone: string;
}

/** What was changed: the event as it is now, how much of it in words, and what else is to be said. */
interface Changed {
  event: calendar_v3.Schema$Event;
  what: string;
  notes: readonly string[];
}

/** All that a series' continuation takes over. */
const FIELDS =
  "id,etag,status,summary,description,location,start,end,originalStartTime,recurrence,recurringEventId,transparency,visibility,colorId,attendees,attendeesOmitted,hangoutLink,conferenceData,reminders,attachments,guestsCanInviteOthers,guestsCanModify,guestsCanSeeOtherGuests,extendedProperties,source";

/** Fields that a continuation takes over from its series. */
const TAKEN_OVER = [
  "summary",
  "description",
  "location",
  "transparency",
  "visibility",
  "colorId",
  "conferenceData",
  "reminders",
  "attachments",
  "guestsCanInviteOthers",
  "guestsCanModify",
  "guestsCanSeeOtherGuests",
  "extendedProperties",
  "source",
] as const;

/**
 * Reads an event with its version.
 * @throws ToolError `not_found` for one that is deleted, which Google still gives
 */
export async function readForChange(
  calendar: calendar_v3.Calendar,
  calendarId: string,
  eventId: string,
): Promise<calendar_v3.Schema$Event> {
  const { data } = await calendar.events.get({ calendarId, eventId, fields: FIELDS });
  if (data.status !== "cancelled") return data;
  throw new ToolError("not_found", `The event ${eventId} is deleted`, "calendar_list_events shows those there are.");
}

/** Changes the event that was named, and nothing else. */
export async function changeOne(
  calendar: calendar_v3.Calendar,
  event: calendar_v3.Schema$Event,
  change: Change,
): Promise<Changed> {
  if (event.recurringEventId && change.body.recurrence)
    throw invalid("rrule: a single occurrence has none", "Call with apply_to following or all.");
  // A series takes its zone from its start (Calendar API, "Events", recurrence).
  const times =
    changedTimes(event, change, change.zone) ?? (change.body.recurrence ? keptTimes(event, change.zone) : undefined);
  const changed = await patch(calendar, event, change, { ...change.body, ...(times && timesPatch(times)) });
  return {
    event: changed,
    what: event.recurringEventId ? "one occurrence of" : "the event",
    notes: times?.notes ?? [],
  };
}

/** Changes a whole series; what moves an occurrence moves all of them as far. */
export async function changeAll(
  calendar: calendar_v3.Calendar,
  event: calendar_v3.Schema$Event,
  seriesId: string,
  change: Change,
): Promise<Changed> {
  const series = event.id === seriesId ? event : await readForChange(calendar, change.calendar_id, seriesId);
  const slot = event.id === seriesId ? series : slotOf(series, event);
  const times = changedTimes(slot, change, change.zone);
  const recurrence = times && movedRules(series.recurrence ?? [], slot, times, change.zone);
  const moved = times && {
    ...timesPatch(seriesTimes(series, slot, times, change.zone)),
    ...(recurrence && { recurrence }),
  };
  const changed = await patch(calendar, series, change, { ...moved, ...change.body });
  return { event: changed, what: "all of", notes: times?.notes ?? [] };
}

/**
 * Changes an occurrence and those after it: the series ends before it, and another one goes on from there (Calendar API,
 * "Recurring events", "Modify all following instances"). The new one is made first, so that nothing is ever lost.
 */
export async function changeFollowing(
  calendar: calendar_v3.Calendar,
  event: calendar_v3.Schema$Event,
  seriesId: string,
  change: Change,
): Promise<Changed> {
  const series = await readForChange(calendar, change.calendar_id, seriesId);
  const isFirst = startOf(event.originalStartTime) === startOf(series.start);
  if (isFirst || event.id === seriesId) return changeAll(calendar, event, seriesId, change);
  const { calendar_id: calendarId } = change;
  const sendUpdates = change.notify_guests ? "all" : "none";
  const id = randomUUID().replaceAll("-", "");
  const { body, notes } = await continuation(calendar, series, event, change);
  const { data: made } = await calendar.events.insert({
    calendarId,
    sendUpdates,
    conferenceDataVersion: 1,
    supportsAttachments: true,
    fields: FIELDS,
    requestBody: { ...body, ...change.body, id, ...meetOf(change, id) },
  });
  try {
    const requestBody = { recurrence: recurrenceBefore(series, event) };
    await calendar.events.patch(
      { calendarId, eventId: seriesId, sendUpdates, requestBody, fields: "id" },
      ifUnchanged(series),
    );
  } catch (error) {
    await calendar.events.delete({ calendarId, eventId: id, sendUpdates });
    throw error;
  }
  const reset = "Later occurrences that had been changed by themselves follow the series again.";
  return { event: made, what: "this and the following occurrences of", notes: [...notes, reset] };
}

/** A series as it goes on from one of its occurrences, by its own rule, at the times that the change gives. */
async function continuation(
  calendar: calendar_v3.Calendar,
  series: calendar_v3.Schema$Event,
  occurrence: calendar_v3.Schema$Event,
  change: Change,
): Promise<{ body: calendar_v3.Schema$Event; notes: readonly string[] }> {
  const slot = slotOf(series, occurrence);
  const moved = changedTimes(slot, change, change.zone);
  const { start, end, notes } = moved ?? keptTimes(slot, change.zone);
  const lines = change.body.recurrence ?? (await linesFrom(calendar, change.calendar_id, series, slot.start));
  const recurrence = moved && !change.body.recurrence ? movedRules(lines, slot, moved, change.zone) : lines;
  const guests = changedGuests(series, change) ?? series.attendees;
  const attendees = guests?.map(({ responseStatus, ...guest }) => ({ ...guest, ...(!moved && { responseStatus }) }));
  const taken = Object.fromEntries(TAKEN_OVER.map((name) => [name, series[name]]));
  return { body: { ...taken, start, end, recurrence, ...(attendees && { attendees }) }, notes };
}

async function patch(
  calendar: calendar_v3.Calendar,
  event: calendar_v3.Schema$Event,
  change: Change,
  body: calendar_v3.Schema$Event,
): Promise<calendar_v3.Schema$Event> {
  const attendees = changedGuests(event, change);
  const requestBody = { ...body, ...(attendees && { attendees }), ...meetOf(change, randomUUID()) };
  const { data } = await calendar.events.patch(
    {
      calendarId: change.calendar_id,
      eventId: event.id ?? "",
      sendUpdates: change.notify_guests ? "all" : "none",
      ...(change.meet !== undefined && { conferenceDataVersion: 1 }),
      fields: FIELDS,
      requestBody,
    },
    ifUnchanged(event),
  );
  return data;
}

/** Null takes the link away (JSON Merge Patch, RFC 7396), which the client's own type of the field does not know. */
function meetOf({ meet }: Change, requestId: string): Record<string, unknown> {
  if (meet === undefined) return {};
  return meet ? { ...meetRequest(requestId) } : { conferenceData: null };
}

function startOf(time: calendar_v3.Schema$EventDateTime | undefined): number {
  return Date.parse(time?.dateTime ?? time?.date ?? "");
}

function invalid(message: string, fix: string): ToolError {
  return new ToolError("invalid_input", message, fix);
}
