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

const TEAM = "team_engine@group.calendar.google.com";

/** A calendar of the account's own besides its primary one. */
function another(emulator: Emulator): string {
  const { calendars } = emulator.calendar.state("ada@example.com");
  const id = `c_${calendars.length}@group.calendar.google.com`;
  const kind = { timeZone: "UTC", accessRole: "owner", primary: false, hidden: false } as const;
  calendars.push({ id, summary: "Another", events: [], ...kind });
  return id;
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
  { tool: "calendar_create_event", input: { title: "Day off", start: "2026-12-24", free: true } },
  {
    tool: "calendar_create_event",
    input: {
      title: "Review",
      start: "2026-12-08T10:00",
      duration_minutes: 45,
      time_zone: "Europe/Berlin",
      guests: ["grace@example.com"],
      meet: true,
      rrule: "FREQ=WEEKLY;COUNT=3",
      reminder_minutes: [10],
      drive_file_ids: ["1abc"],
      visibility: "private",
      color: "Tomato",
      location: "Room 4",
      description: "Agenda",
    },
  },
  { tool: "calendar_create_event", input: { title: "Deep work", start: "2026-12-09T10:00", kind: "focus_time" } },
  ...(["this", "following", "all"] as const).map((apply_to) => ({
    tool: "calendar_update_event",
    input: async (emulator: Emulator) => ({
      event_id: (await series(emulator)).third,
      apply_to,
      start: "2026-12-03T12:00",
      title: "Changed",
      location: "",
      add_guests: ["alan@example.net"],
      meet: apply_to !== "this",
      notify_guests: apply_to === "all",
    }),
  })),
  {
    tool: "calendar_update_event",
    input: async (emulator) => ({
      event_id: (await series(emulator)).id,
      apply_to: "all",
      start: "2026-12-02",
      rrule: "FREQ=WEEKLY;UNTIL=20270101",
      description: "x",
      reminder_minutes: [],
      meet: false,
      free: true,
      visibility: "public",
      color: "7",
      remove_guests: ["grace@example.com"],
    }),
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
  { tool: "calendar_query_freebusy", input: { ids: ["primary"] } },
  {
    tool: "calendar_query_freebusy",
    input: { ids: ["ada@example.com", "alan@example.net"], from: "2026-12-01", to: "2026-12-20", time_zone: "UTC" },
    scopes: ["calendar.readonly"],
  },
  { tool: "calendar_find_time", input: {} },
  {
    tool: "calendar_find_time",
    input: {
      people: ["alan@example.net"],
      duration_minutes: 30,
      from: "2026-12-01",
      to: "2026-12-20",
      work_start: "08:00",
      work_end: "18:00",
      weekends: true,
      other_zones: ["America/New_York"],
    },
  },
  { tool: "calendar_quick_add", input: { text: "Lunch tomorrow 12:30" } },
  { tool: "calendar_quick_add", input: { text: "Call with alan@example.net", calendar_id: TEAM } },
  {
    tool: "calendar_move_event",
    input: async (emulator) => ({ event_id: (await series(emulator)).id, to_calendar_id: TEAM }),
  },
  {
    tool: "calendar_move_event",
    input: async (emulator) => ({
      event_id: (await series(emulator)).id,
      to_calendar_id: TEAM,
      calendar_id: "ada@example.com",
      notify_guests: true,
    }),
  },
  { tool: "calendar_create_calendar", input: { name: "Trips" } },
  {
    tool: "calendar_create_calendar",
    input: { name: "Trips", description: "All of them", time_zone: "Asia/Tokyo" },
    scopes: ["calendar.calendars"],
  },
  { tool: "calendar_update_calendar", input: async (emulator) => ({ calendar_id: another(emulator), name: "New" }) },
  {
    tool: "calendar_update_calendar",
    input: async (emulator) => ({ calendar_id: another(emulator), description: "New", time_zone: "UTC" }),
  },
  { tool: "calendar_delete_calendar", input: async (emulator) => ({ calendar_id: another(emulator) }) },
  {
    tool: "calendar_delete_calendar",
    input: async (emulator) => ({ calendar_id: another(emulator) }),
    scopes: ["calendar"],
  },
  { tool: "calendar_share_calendar", input: { action: "list" } },
  {
    tool: "calendar_share_calendar",
    input: async (emulator) => ({
      action: "grant",
      calendar_id: another(emulator),
      with: "grace@example.com",
      role: "writer",
    }),
  },
  {
    tool: "calendar_share_calendar",
    input: async (emulator) => {
      const calendar_id = another(emulator);
      const made = emulator.calendar.state("ada@example.com").calendars.find(({ id }) => id === calendar_id);
      if (made) made.rules = [{ id: "domain:example.org", type: "domain", value: "example.org", role: "reader" }];
      return { action: "revoke", calendar_id, with: "example.org" };
    },
  },
  { tool: "calendar_list_colors", input: {} },
  { tool: "calendar_list_colors", input: {}, scopes: ["calendar.readonly"] },
];
