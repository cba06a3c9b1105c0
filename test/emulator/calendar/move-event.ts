import { ApiError } from "../api.ts";
import type { Occurrence } from "./expand.ts";
import type { StoredCalendar, StoredEvent } from "./state.ts";

/**
 * `events.move`: a whole event, with what differs from its series, to another calendar.
 * @throws ApiError as Calendar refuses: occurrences, other than default events, events of another organizer
 */
export function moveEvent(
  from: StoredCalendar,
  to: StoredCalendar,
  { event, originalStart }: Occurrence,
  now: number,
): StoredEvent {
  if (originalStart || event.recurringEventId !== undefined)
    throw refused("cannotChangeOrganizerOfInstance", "Cannot change the organizer of an instance.");
  if (event.eventType !== "default")
    throw new ApiError(400, "eventTypeRestriction", "Only default events can be moved.", { domain: "calendar" });
  if (event.status === "cancelled") throw new ApiError(404, "notFound", "Not Found");
  if (event.organizerEmail !== from.id)
    throw refused("forbiddenForNonOrganizer", "Shared properties can only be changed by the organizer of the event.");
  if (to.events.some(({ id }) => id === event.id))
    throw new ApiError(409, "duplicate", "The requested identifier already exists.");
  const moved = { ...event, organizerEmail: to.id, updated: now, sequence: event.sequence + 1 };
  const exceptions = from.events.filter(({ recurringEventId }) => recurringEventId === event.id);
  from.events = from.events.filter((one) => one !== event && !exceptions.includes(one));
  to.events.push(moved, ...exceptions.map((one) => ({ ...one, organizerEmail: to.id, updated: now })));
  return moved;
}

function refused(reason: string, message: string): ApiError {
  return new ApiError(403, reason, message, { domain: "calendar" });
}
