import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { instantOf } from "./expand.ts";
import type { Attendee, StoredCalendar, StoredEvent } from "./state.ts";

const timeSchema = z.object({
  date: z.string().optional(),
  dateTime: z.string().optional(),
  timeZone: z.string().optional(),
});

const eventSchema = z.looseObject({
  id: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  location: z.string().optional(),
  status: z.enum(["confirmed", "tentative", "cancelled"]).optional(),
  start: timeSchema.optional(),
  end: timeSchema.optional(),
  recurrence: z.array(z.string()).optional(),
  attendees: z.array(z.looseObject({ email: z.string().optional() })).optional(),
  transparency: z.string().optional(),
  eventType: z.enum(["default", "outOfOffice", "focusTime", "workingLocation"]).optional(),
  conferenceData: z
    .looseObject({ createRequest: z.looseObject({ requestId: z.string().optional() }).optional() })
    .optional(),
});

/**
 * Checks a new event as Google does and makes what is kept of it.
 * @throws ApiError 400 and 409 in Calendar's wording
 */
export function newEvent(request: ApiRequest, calendar: StoredCalendar, now: number): StoredEvent {
  const {
    id,
    start,
    end,
    attendees,
    recurrence,
    eventType,
    conferenceData,
    summary,
    description,
    location,
    status,
    transparency,
    ...rest
  } = eventSchema.parse(request.body ?? {});
  if (id !== undefined && !/^[0-9a-v]{5,1024}$/.test(id)) throw invalid("Invalid resource id value.");
  if (id !== undefined && calendar.events.some((event) => event.id === id))
    throw new ApiError(409, "duplicate", "The requested identifier already exists.");
  if (!end) throw new ApiError(400, "required", "Missing end time.");
  if (!start) throw new ApiError(400, "required", "Missing start time.");
  checkTime(start, "start");
  checkTime(end, "end");
  if ((start.date === undefined) !== (end.date === undefined))
    throw invalid("Invalid start or end: both must be dates or both date-times.");
  if (recurrence && start.date === undefined && start.timeZone === undefined)
    throw new ApiError(400, "required", "Missing time zone definition for start time.");
  if (instantOf(end, calendar.timeZone) <= instantOf(start, calendar.timeZone))
    throw new ApiError(400, "timeRangeEmpty", "The specified time range is empty.", { domain: "calendar" });
  for (const line of recurrence ?? [])
    if (!/^(RRULE|EXRULE|RDATE|EXDATE)[:;]/.test(line)) throw invalid("Invalid recurrence rule.");
  if (recurrence?.some((line) => line.startsWith("RRULE:") && !/FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)/.test(line)))
    throw invalid("Invalid recurrence rule.");
  if ((eventType === "outOfOffice" || eventType === "focusTime") && start.date !== undefined)
    throw invalid(`A ${eventType} event must not be an all-day event.`);
  if ((eventType === "outOfOffice" || eventType === "focusTime") && attendees)
    throw invalid(`A ${eventType} event cannot have attendees.`);
  const conference = conferenceOf(request, conferenceData);
  return {
    id: id ?? randomUUID().replaceAll("-", ""),
    status: status ?? "confirmed",
    start,
    end,
    organizerEmail: calendar.id,
    eventType: eventType ?? "default",
    created: now,
    updated: now,
    sequence: 0,
    rest,
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(location !== undefined && { location }),
    ...(transparency !== undefined && { transparency }),
    ...(recurrence && { recurrence }),
    ...(attendees && { attendees: attendees.map((attendee) => readAttendee(attendee, request.account.email)) }),
    ...conference,
  };
}

function checkTime(time: z.infer<typeof timeSchema>, which: string): void {
  if ((time.date === undefined) === (time.dateTime === undefined))
    throw invalid(`Invalid ${which} time: exactly one of date and dateTime is needed.`);
  if (time.dateTime !== undefined && !/[Zz]$|[+-]\d{2}:\d{2}$/.test(time.dateTime) && time.timeZone === undefined) {
    throw new ApiError(400, "required", `Missing time zone definition for ${which} time.`);
  }
  if (time.timeZone === undefined) return;
  try {
    new Intl.DateTimeFormat("en", { timeZone: time.timeZone });
  } catch {
    throw invalid(`Invalid time zone definition for ${which} time.`);
  }
}

function readAttendee(attendee: { email?: string | undefined; [key: string]: unknown }, own: string): Attendee {
  const { email } = attendee;
  if (email === undefined || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw invalid("Invalid attendee email.");
  return {
    email,
    responseStatus: email === own ? "accepted" : "needsAction",
    ...(email === own && { self: true, organizer: true }),
    ...(attendee.optional === true && { optional: true }),
  };
}

/** A conference is made only when the client says that it knows conferences (`conferenceDataVersion=1`). */
function conferenceOf(
  request: ApiRequest,
  data: z.infer<typeof eventSchema>["conferenceData"],
): Pick<StoredEvent, "hangoutLink" | "conferenceData"> {
  if (!data?.createRequest || request.query.get("conferenceDataVersion") !== "1") return {};
  const { requestId } = data.createRequest;
  if (requestId === undefined || requestId === "") throw invalid("Invalid conference data: requestId is missing.");
  const hangoutLink = "https://meet.google.com/abc-defg-hij";
  return {
    hangoutLink,
    conferenceData: {
      createRequest: { ...data.createRequest, status: { statusCode: "success" } },
      entryPoints: [{ entryPointType: "video", uri: hangoutLink, label: "meet.google.com/abc-defg-hij" }],
      conferenceSolution: { key: { type: "hangoutsMeet" }, name: "Google Meet" },
      conferenceId: "abc-defg-hij",
    },
  };
}

function invalid(message: string): ApiError {
  return new ApiError(400, "invalid", message);
}
