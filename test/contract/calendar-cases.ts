import { addEvent } from "../emulator/calendar/state.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

/** A series of ten days with a guest, and the account among the guests; the id of its third occurrence. */
async function series(emulator: Emulator) {
  const [primary] = emulator.calendar.state("ada@example.com").calendars;
  if (!primary) throw new Error("the seed has a calendar");
  const { id } = addEvent(primary, {
    now: emulator.world.now(),
    summary: "Series",
    start: { dateTime: "2026-12-01T10:00:00+01:00", timeZone: "Europe/Berlin" },
    end: { dateTime: "2026-12-01T11:00:00+01:00", timeZone: "Europe/Berlin" },
    recurrence: ["RRULE:FREQ=DAILY;COUNT=10"],
    attendees: [
      { email: "ada@example.com", self: true, responseStatus: "needsAction" },
      { email: "grace@example.com", responseStatus: "needsAction" },
    ],
  });
  return { id, third: `${id}_20261203T090000Z` };
}

/** At least two calls of each tool of the service. */
export const calendarCases: readonly ContractCase[] = [
  { tool: "calendar_list_calendars", input: {} },
  { tool: "calendar_list_calendars", input: {}, scopes: ["calendar.readonly"] },
  { tool: "calendar_list_events", input: {} },
  {
    tool: "calendar_list_events",
    input: { calendar_ids: ["primary"], from: "2026-12-01", to: "2026-12-05", query: "review", time_zone: "UTC" },
  },
  { tool: "calendar_get_event", input: async (emulator) => ({ event_id: (await series(emulator)).id }) },
  {
    tool: "calendar_get_event",
    input: async (emulator) => ({ event_id: (await series(emulator)).third, time_zone: "Asia/Tokyo" }),
  },
  { tool: "calendar_create_event", input: { title: "Day off", start: "2026-12-24", kind: "event" } },
  {
    tool: "calendar_create_event",
    input: {
      title: "Review",
      start: "2026-12-08T10:00",
      duration_minutes: 45,
      time_zone: "Europe/Berlin",
      guests: ["grace@example.com"],
      meet: true,
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"],
      location: "Room 4",
      description: "Agenda",
    },
  },
  ...(["this", "following", "all"] as const).map((apply_to) => ({
    tool: "calendar_delete_event",
    input: async (emulator: Emulator) => ({
      event_id: (await series(emulator)).third,
      apply_to,
      notify_guests: apply_to === "all",
    }),
  })),
  {
    tool: "calendar_respond_event",
    input: async (emulator) => ({ event_id: (await series(emulator)).id, response: "accepted" }),
  },
  {
    tool: "calendar_respond_event",
    input: async (emulator) => ({ event_id: (await series(emulator)).third, response: "declined", note: "Away" }),
  },
  { tool: "calendar_list_instances", input: async (emulator) => ({ event_id: (await series(emulator)).id }) },
  {
    tool: "calendar_list_instances",
    input: async (emulator) => ({
      event_id: (await series(emulator)).id,
      from: "2026-12-02",
      to: "2026-12-04",
      page_size: 2,
    }),
  },
];
