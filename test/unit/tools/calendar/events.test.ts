import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { berlin, calendarTool, freshPerson } from "./calendar-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const fresh = (more = {}) => freshPerson(emulator, more);

describe("calendar_create_event", () => {
  it("takes local times in the calendar's zone, whatever the person's", async () => {
    const { call, events } = fresh({ timeZone: "America/New_York" });
    const { text, data } = await call("calendar_create_event", { title: "Call", start: "2030-12-02T10:00" });
    expect(text).toMatch(/^Created “Call” on Mon 2030-12-02 10:00–11:00 \(America\/New_York\), id \w+\nhttps:/);
    expect(data).toMatchObject({ when: "Mon 2030-12-02 10:00–11:00", timeZone: "America/New_York", invited: [] });
    expect(events()[0]?.start).toEqual({ dateTime: "2030-12-02T10:00:00-05:00", timeZone: "America/New_York" });
  });

  it("makes all-day events whose last day is meant whole", async () => {
    const { call, events } = fresh();
    const { text } = await call("calendar_create_event", { title: "Trip", start: "2030-12-06", end: "2030-12-08" });
    expect(text).toContain("on Fri 2030-12-06 to Sun 2030-12-08, all day (3 days)");
    expect(events()[0]).toMatchObject({ start: { date: "2030-12-06" }, end: { date: "2030-12-09" } });
  });

  it("says what a change of the clock makes of a time, and lasts as long as asked over it", async () => {
    const { call, events } = fresh();
    const skipped = await call("calendar_create_event", { title: "Skipped", start: "2030-03-31T02:30" });
    expect(skipped.text).toContain("does not exist in Europe/Berlin");
    const twice = await call("calendar_create_event", {
      title: "Twice",
      start: "2030-10-27T02:30",
      duration_minutes: 90,
    });
    expect(twice.text).toContain("comes twice in Europe/Berlin");
    const [, made] = events();
    expect(Date.parse(made?.end.dateTime ?? "") - Date.parse(made?.start.dateTime ?? "")).toBe(90 * 60_000);
  });

  it("sends all that is asked for", async () => {
    const { call, events, state } = fresh();
    await call("calendar_create_event", {
      title: "Whole",
      start: "2030-12-03T10:00+01:00",
      end: "2030-12-03T12:00+01:00",
      guests: ["grace@example.com"],
      optional_guests: ["alan@example.net"],
      location: "Room 4",
      description: "Agenda",
      rrule: "FREQ=WEEKLY;BYDAY=TU;COUNT=3",
      reminder_minutes: [10, 60],
      meet: true,
      drive_file_ids: ["1abc"],
      free: true,
      visibility: "public",
      color: "5",
    });
    const [made] = events();
    expect(made).toMatchObject({
      location: "Room 4",
      recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3"],
      attendees: [{ email: "grace@example.com" }, { email: "alan@example.net", optional: true }],
      transparency: "transparent",
      rest: { visibility: "public", colorId: "5", attachments: [{ fileUrl: "https://drive.google.com/open?id=1abc" }] },
    });
    expect(state.notices.at(-1)?.to).toEqual(["grace@example.com", "alan@example.net"]);
  });

  it("makes out-of-office and focus times", async () => {
    const { call, events } = fresh();
    await call("calendar_create_event", { title: "Away", start: "2030-12-03T10:00", kind: "out_of_office" });
    await call("calendar_create_event", { title: "Deep", start: "2030-12-04T10:00", kind: "focus_time" });
    expect(events().map(({ eventType }) => eventType)).toEqual(["outOfOffice", "focusTime"]);
  });

  it("tells of clashes: timed ones with all that is busy, all-day ones with each other", async () => {
    const { call, put } = fresh();
    put({ summary: "Dentist", start: berlin("2030-12-03T10:30"), end: berlin("2030-12-03T11:30") });
    put({ summary: "Holiday", start: { date: "2030-12-03" }, end: { date: "2030-12-04" } });
    put({ summary: "Next day", start: { date: "2030-12-04" }, end: { date: "2030-12-05" } });
    const timed = await call("calendar_create_event", {
      title: "Timed",
      start: "2030-12-03T10:00",
      rrule: "FREQ=DAILY",
    });
    expect(timed.text).toContain(
      "Clashes with:\n- Tue 2030-12-03, all day: Holiday\n- Tue 2030-12-03 10:30–11:30: Dentist\nOnly the first",
    );
    const allDay = await call("calendar_create_event", { title: "Off", start: "2030-12-03" });
    expect(allDay.data?.clashes).toEqual(["Tue 2030-12-03, all day: Holiday"]);
    const free = await call("calendar_create_event", { title: "Free", start: "2030-12-03T10:00", free: true });
    expect(free.data?.clashes).toEqual([]);
  });

  it("reaches guests even when Google does not mail them", async () => {
    const tool = calendarTool("calendar_create_event");
    const prepared = tool.prepare({ title: "x", start: "2030-12-03", guests: ["a@example.net"], notify_guests: false });
    expect(prepared.ok && (await prepared.audience(Object.create(null))).recipients).toEqual(["a@example.net"]);
  });

  it.each([
    [{ start: "2030-12-03T10:00", end: "2030-12-03T09:00" }, "is not after the start"],
    [{ start: "2030-12-03", duration_minutes: 30 }, "an all-day event takes end"],
    [{ start: "2030-12-03", end: "2030-12-02" }, "the last day is before the first"],
    [{ start: "2030-12-03", kind: "focus_time" }, "must have a time of day"],
    [{ start: "2030-12-03T10:00", kind: "focus_time", guests: ["a@example.net"] }, "must be left out"],
  ])("refuses %j", async (input, message) => {
    await expect(fresh().call("calendar_create_event", { title: "x", ...input })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [{ title: " " }],
    [{ start: "tomorrow" }],
    [{ rrule: "FREQ=HOURLY" }],
    [{ rrule: "every day" }],
    [{ color: "mauve" }],
    [{ guests: ["Grace"] }],
    [{ time_zone: "Berlin" }],
    [{ reminder_minutes: [1, 2, 3, 4, 5, 6] }],
  ])("refuses %j by its schema", async (input) => {
    const made = fresh().call("calendar_create_event", { title: "x", start: "2030-12-03", ...input });
    await expect(made).rejects.toThrow(z.ZodError);
  });

  it("refuses a calendar that may only be read", async () => {
    const { call } = fresh();
    const calendar_id = "en.german#holiday@group.v.calendar.google.com";
    await expect(call("calendar_create_event", { title: "x", start: "2030-12-03", calendar_id })).rejects.toMatchObject(
      {
        code: "permission_denied",
      },
    );
  });
});

describe("reading events", () => {
  it("merges calendars in time order, by weekday, in the person's zone or another", async () => {
    const { call, put, team } = fresh();
    put({ summary: "Second", start: berlin("2030-12-03T12:00"), end: berlin("2030-12-03T13:00") });
    put({ summary: "Trip", start: { date: "2030-12-03" }, end: { date: "2030-12-05" } });
    team.events.push({
      ...put({ summary: "First", start: berlin("2030-12-03T11:00"), end: berlin("2030-12-03T11:30") }),
    });
    const range = { from: "2030-12-03", to: "2030-12-03" };
    const { text } = await call("calendar_list_events", {
      ...range,
      calendar_ids: ["primary", team.id],
      query: "first",
    });
    expect(text.match(/First \[calendar/g)).toHaveLength(2);
    const all = await call("calendar_list_events", { ...range, time_zone: "America/New_York" });
    expect(all.text).toMatch(
      /^Tue 2030-12-03 00:00 to Wed 2030-12-04 00:00, times in America\/New_York\n\n- Tue 2030-12-03 to Wed 2030-12-04, all day \(2 days\): Trip .*\n- Tue 2030-12-03 05:00–05:30: First .*\n- Tue 2030-12-03 06:00–07:00: Second/,
    );
  });

  it("goes page by page without losing or repeating any", async () => {
    const { call, put } = fresh();
    for (let hour = 10; hour < 17; hour += 1)
      put({
        summary: `E${hour}`,
        start: berlin(`2030-12-03T${Math.min(hour, 14)}:00`),
        end: berlin(`2030-12-03T${hour}:30`),
      });
    const seen: string[] = [];
    let page_token: string | undefined;
    for (let page = 0; page < 10; page += 1) {
      const { text, note } = await call("calendar_list_events", {
        from: "2030-12-03",
        to: "2030-12-03",
        page_size: 2,
        page_token,
      });
      seen.push(...(text.match(/E\d+/g) ?? []));
      page_token = /page_token (\S+)/.exec(note ?? "")?.[1];
      if (page_token === undefined) break;
    }
    expect(seen.sort()).toEqual(["E10", "E11", "E12", "E13", "E14", "E15", "E16"]);
  });

  it("shows one event in full, also in its own zone", async () => {
    const { call, put } = fresh();
    const { id } = put({
      summary: "Far",
      description: "Bring <b>it</b>",
      start: { dateTime: "2030-12-03T10:00:00-05:00", timeZone: "America/New_York" },
      end: { dateTime: "2030-12-03T11:00:00-05:00", timeZone: "America/New_York" },
    });
    const { text } = await call("calendar_get_event", { event_id: id });
    expect(text).toMatch(
      /^Far\nWhen: Tue 2030-12-03 16:00–17:00 \(Europe\/Berlin\)\nIn its own time zone: Tue 2030-12-03 10:00–11:00 \(America\/New_York\)\n/,
    );
    expect(text).toMatch(/Bring \*\*it\*\*$/);
    await expect(call("calendar_get_event", { event_id: "nothing" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("lists the calendars with rights and zone", async () => {
    const { text } = await fresh().call("calendar_list_calendars", { include_hidden: true });
    expect(text).toContain("(primary)|owner|Europe/Berlin|");
    expect(text).toContain("Holidays in Germany (hidden)|may read|");
  });

  it("refuses a range that ends before it begins, and a token that is none", async () => {
    const { call } = fresh();
    const refused = { code: "invalid_input" };
    await expect(call("calendar_list_events", { from: "2030-12-03", to: "2030-12-01" })).rejects.toMatchObject(refused);
    await expect(call("calendar_list_events", { page_token: "abc" })).rejects.toMatchObject(refused);
  });
});
