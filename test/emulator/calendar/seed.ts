import { Temporal } from "temporal-polyfill";
import { addEvent, type CalendarState, type StoredCalendar } from "./state.ts";

/** A believable set of calendars: own and shared ones, single, all-day and recurring events, guests. */
export function seedCalendars(state: CalendarState, now: number): void {
  const { account } = state;
  const zone = account.timeZone;
  const calendar = (id: string, summary: string, more: Partial<StoredCalendar> = {}): StoredCalendar => {
    const made: StoredCalendar = {
      id,
      summary,
      timeZone: zone,
      accessRole: "owner",
      primary: false,
      hidden: false,
      events: [],
      ...more,
    };
    state.calendars.push(made);
    return made;
  };
  const primary = calendar(account.email, account.email, { primary: true });
  const team = calendar("team_engine@group.calendar.google.com", "Engine team", { accessRole: "writer" });
  calendar("en.german#holiday@group.v.calendar.google.com", "Holidays in Germany", {
    accessRole: "reader",
    hidden: true,
  });

  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const at = (days: number, time: string) => ({
    dateTime: today
      .add({ days })
      .toZonedDateTime({ timeZone: zone, plainTime: time })
      .toString({ timeZoneName: "never" }),
    timeZone: zone,
  });

  addEvent(primary, {
    now,
    summary: "Design review",
    location: "Room 4",
    description: "Bring the drawings.",
    start: at(1, "14:00"),
    end: at(1, "15:00"),
    attendees: [
      { email: account.email, self: true, organizer: true, responseStatus: "accepted" },
      { email: "charles@example.com", displayName: "Charles Example", responseStatus: "needsAction" },
    ],
  });
  addEvent(primary, {
    now,
    summary: "Stand-up",
    start: at(-7, "09:30"),
    end: at(-7, "09:45"),
    recurrence: ["RRULE:FREQ=DAILY;COUNT=60"],
  });
  addEvent(primary, {
    now,
    summary: "Conference in Turin",
    start: { date: today.add({ days: 3 }).toString() },
    end: { date: today.add({ days: 5 }).toString() },
  });
  addEvent(primary, { now, summary: "Dentist", start: at(2, "11:00"), end: at(2, "11:30") });
  addEvent(team, { now, summary: "Engine planning", start: at(2, "10:00"), end: at(2, "12:00") });
}
