import { randomUUID } from "node:crypto";
import type { EmulatedAccount } from "../api.ts";

/** A time of an event: a date for all-day events, else a date-time with offset or zone. */
export interface EventTime {
  date?: string;
  dateTime?: string;
  timeZone?: string;
}

export interface Attendee {
  email: string;
  displayName?: string;
  optional?: boolean;
  organizer?: boolean;
  self?: boolean;
  responseStatus?: string;
  comment?: string;
  additionalGuests?: number;
}

/** An event as it is kept; single or the whole of a series. Fields that are only passed through are in `rest`. */
export interface StoredEvent {
  id: string;
  status: "confirmed" | "tentative" | "cancelled";
  summary?: string;
  description?: string;
  location?: string;
  start: EventTime;
  end: EventTime;
  recurrence?: string[];
  attendees?: Attendee[];
  organizerEmail: string;
  /** Who made it; the organizer when left out. */
  creatorEmail?: string;
  /** Set on an instance of a series that differs from it, or is deleted. */
  recurringEventId?: string;
  originalStart?: EventTime;
  eventType: string;
  transparency?: string;
  hangoutLink?: string;
  conferenceData?: unknown;
  created: number;
  updated: number;
  sequence: number;
  rest: Record<string, unknown>;
}

/** Who may see a calendar, and how much. */
export interface StoredRule {
  id: string;
  type: string;
  value?: string;
  role: string;
}

export interface StoredCalendar {
  id: string;
  summary: string;
  description?: string;
  timeZone: string;
  accessRole: "owner" | "writer" | "reader" | "freeBusyReader";
  primary: boolean;
  hidden: boolean;
  events: StoredEvent[];
  /** OAuth client that made it; `calendar.app.created` reaches only what the token's own client made. */
  madeBy?: string;
  /** Set when it was shared at least once. */
  rules?: StoredRule[];
  /** Whom Google would have mailed of the sharing. */
  sharedWith?: string[];
}

/** One account's calendars, and the notices that Google would have mailed. */
export interface CalendarState {
  account: EmulatedAccount;
  calendars: StoredCalendar[];
  notices: { calendarId: string; eventId: string; to: string[] }[];
}

/** Puts an event into a calendar; what is left out gets a believable value. */
export function addEvent(
  calendar: StoredCalendar,
  event: { summary: string; start: EventTime; end: EventTime; now: number } & Partial<StoredEvent>,
): StoredEvent {
  const { now, ...given } = event;
  const stored: StoredEvent = {
    id: randomUUID()
      .replaceAll("-", "")
      .replace(/[^0-9a-v]/g, "0"),
    status: "confirmed",
    organizerEmail: calendar.id,
    eventType: "default",
    created: now,
    updated: now,
    sequence: 0,
    rest: {},
    ...given,
  };
  calendar.events.push(stored);
  return stored;
}
