import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { readEvent } from "./event-body.ts";
import { instantOf, type Occurrence, occurrences, stampOf } from "./expand.ts";
import type { StoredCalendar, StoredEvent } from "./state.ts";

const idSchema = z.looseObject({ id: z.string().nullish() });

/**
 * Makes an event of a request's body and puts it into the calendar.
 * @throws ApiError 400 and 409 in Calendar's wording
 */
export function insertEvent(request: ApiRequest, calendar: StoredCalendar, now: number): StoredEvent {
  const { id } = idSchema.parse(request.body ?? {});
  if (typeof id === "string" && !/^[0-9a-v]{5,1024}$/.test(id))
    throw new ApiError(400, "invalid", "Invalid resource id value.");
  const content = readEvent(request, request.body, calendar);
  if (calendar.events.some((event) => event.id === id))
    throw new ApiError(409, "duplicate", "The requested identifier already exists.");
  const event: StoredEvent = {
    ...content,
    id: id ?? randomUUID().replaceAll("-", ""),
    organizerEmail: calendar.id,
    creatorEmail: request.account.email,
    created: now,
    updated: now,
    sequence: 0,
  };
  calendar.events.push(event);
  return event;
}

/**
 * Merges a patch into an event (JSON Merge Patch: null takes a field out, lists are replaced). An instance of a series
 * becomes an event of its own.
 * @throws ApiError 400 in Calendar's wording
 */
export function patchEvent(request: ApiRequest, calendar: StoredCalendar, found: Occurrence, now: number): StoredEvent {
  const before = found.originalStart ? exceptionOf(found) : found.event;
  const merged = merge(bodyOf(before), request.body ?? {});
  const content = readEvent(request, merged, calendar);
  if (before.recurringEventId !== undefined && content.recurrence)
    throw new ApiError(400, "invalid", "Invalid recurrence rule.");
  const keepsConference = request.query.get("conferenceDataVersion") !== "1";
  const moved = JSON.stringify([before.start, before.end]) !== JSON.stringify([content.start, content.end]);
  const { id, organizerEmail, creatorEmail, recurringEventId, originalStart, created, sequence } = before;
  const after: StoredEvent = {
    ...content,
    id,
    organizerEmail,
    created,
    updated: now,
    sequence: moved ? sequence + 1 : sequence,
    ...(creatorEmail !== undefined && { creatorEmail }),
    ...(recurringEventId !== undefined && { recurringEventId }),
    ...(originalStart && { originalStart }),
    ...(keepsConference &&
      before.hangoutLink !== undefined && { hangoutLink: before.hangoutLink, conferenceData: before.conferenceData }),
  };
  checkOrganizer(request, calendar, before, after);
  replace(calendar, after);
  dropStrayInstances(calendar, after);
  return after;
}

/** What guests share with the organizer; only the organizer's change counts (Calendar API, "Sharing and attendees"). */
const SHARED = ["summary", "description", "location", "start", "end", "recurrence"] as const;

/** @throws ApiError 403 for a guest who would change what all see */
function checkOrganizer(
  { account }: ApiRequest,
  calendar: StoredCalendar,
  before: StoredEvent,
  after: StoredEvent,
): void {
  if (before.organizerEmail === calendar.id || before.rest.guestsCanModify === true) return;
  const others = ({ attendees = [] }: StoredEvent) =>
    attendees.filter(({ email }) => email !== account.email).map(({ email }) => email);
  const shared = (event: StoredEvent) => JSON.stringify([...SHARED.map((name) => event[name]), others(event)]);
  if (shared(before) === shared(after)) return;
  const message = "Shared properties can only be changed by the organizer of the event.";
  throw new ApiError(403, "forbiddenForNonOrganizer", message, { domain: "calendar" });
}

/** What was made of single instances goes when the series no longer has them (Calendar API, "Recurring events"). */
function dropStrayInstances(calendar: StoredCalendar, series: StoredEvent): void {
  if (!series.recurrence) return;
  calendar.events = calendar.events.filter(({ recurringEventId, originalStart }) => {
    if (recurringEventId !== series.id || !originalStart) return true;
    const at = instantOf(originalStart, calendar.timeZone);
    return occurrences(series, calendar.timeZone, at, at + 1).some(({ from }) => from === at);
  });
}

/**
 * Deletes an event, or one instance of a series.
 * @throws ApiError 410 for what is deleted already
 */
export function deleteEvent(calendar: StoredCalendar, found: Occurrence, now: number): StoredEvent {
  const { event, originalStart } = found;
  if (event.status === "cancelled") throw new ApiError(410, "deleted", "Resource has been deleted");
  const cancelled: StoredEvent = { ...(originalStart ? exceptionOf(found) : event), status: "cancelled", updated: now };
  replace(calendar, cancelled);
  calendar.events = calendar.events.filter(({ recurringEventId }) => recurringEventId !== cancelled.id);
  return cancelled;
}

/** An instance as an event of its own. */
function exceptionOf({ event, start, end, originalStart }: Occurrence): StoredEvent {
  const { recurrence: _, ...rest } = event;
  const id = `${event.id}_${stampOf(originalStart ?? start)}`;
  return { ...rest, id, start, end, recurringEventId: event.id, originalStart: originalStart ?? start };
}

function replace(calendar: StoredCalendar, event: StoredEvent): void {
  const index = calendar.events.findIndex(({ id }) => id === event.id);
  if (index < 0) calendar.events.push(event);
  else calendar.events[index] = event;
}

/** The event as a client would have sent it. */
function bodyOf(event: StoredEvent): Record<string, unknown> {
  const { summary, description, location, status, start, end, recurrence, attendees } = event;
  const { transparency, eventType, conferenceData, rest } = event;
  return {
    ...rest,
    summary,
    description,
    location,
    status,
    start,
    end,
    recurrence,
    attendees,
    transparency,
    eventType,
    conferenceData,
  };
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === "object" && target !== null && !Array.isArray(target) ? target : {};
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}
