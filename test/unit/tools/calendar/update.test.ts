import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { berlin, freshPerson } from "./calendar-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** A review on 1 December 2030, a Sunday, from ten to eleven, with Grace, who has accepted. */
function meeting(more: Record<string, unknown> = {}) {
  const person = freshPerson(emulator);
  const event = person.put({
    summary: "Review",
    location: "Room 4",
    description: "Agenda",
    start: berlin("2030-12-01T10:00"),
    end: berlin("2030-12-01T11:00"),
    attendees: [{ email: "grace@example.com", responseStatus: "accepted", displayName: "Grace" }],
    ...more,
  });
  return { ...person, event, event_id: event.id };
}

/** Tuesdays at ten, five times from 3 December 2030. */
function series(more: Record<string, unknown> = {}) {
  const made = meeting({
    start: berlin("2030-12-03T10:00"),
    end: berlin("2030-12-03T11:00"),
    recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=5"],
    ...more,
  });
  const times = async () => {
    const { text } = await made.call("calendar_list_events", { from: "2030-12-01", to: "2031-02-28" });
    return [...text.matchAll(/^- (\w{3} [\d-]+ [\d:]+–[\d:]+): (\w+)/gm)].map(([, when, what]) => `${when} ${what}`);
  };
  return { ...made, third: `${made.event_id}_20301217T090000Z`, times };
}

describe("calendar_update_event, one event", () => {
  it("moves it, keeps its length and everything else, and tells the guests", async () => {
    const { call, event_id, events, state, primary } = meeting();
    const { text, data } = await call("calendar_update_event", { event_id, start: "2030-12-02T15:30" });
    expect(text).toBe(
      `Changed the event “Review”: Mon 2030-12-02 15:30–16:30 (Europe/Berlin), id ${event_id}\nTold: grace@example.com`,
    );
    expect(data).toMatchObject({ when: "Mon 2030-12-02 15:30–16:30", told: ["grace@example.com"], clashes: [] });
    expect(events()).toMatchObject([{ summary: "Review", location: "Room 4", description: "Agenda" }]);
    expect(events()[0]?.attendees).toMatchObject([{ email: "grace@example.com", responseStatus: "accepted" }]);
    expect(state.notices.at(-1)).toEqual({ calendarId: primary.id, eventId: event_id, to: ["grace@example.com"] });
  });

  it("adds and removes guests without touching the others' answers, and can be silent", async () => {
    const { call, event_id, events, state } = meeting();
    const { text } = await call("calendar_update_event", {
      event_id,
      add_guests: ["alan@example.net", "GRACE@example.com"],
      notify_guests: false,
    });
    expect(text).toContain("Guests, not told: grace@example.com, alan@example.net");
    expect(events()[0]?.attendees).toMatchObject([
      { email: "grace@example.com", displayName: "Grace", responseStatus: "accepted" },
      { email: "alan@example.net", responseStatus: "needsAction" },
    ]);
    await call("calendar_update_event", { event_id, remove_guests: ["Alan@example.net"], notify_guests: false });
    expect(events()[0]?.attendees?.map(({ email }) => email)).toEqual(["grace@example.com"]);
    expect(state.notices).toEqual([]);
  });

  it("sets and clears fields", async () => {
    const { call, event_id, events } = meeting({ transparency: "transparent" });
    await call("calendar_update_event", {
      event_id,
      title: "New",
      location: "",
      description: "",
      free: false,
      visibility: "private",
      color: "tomato",
      reminder_minutes: [],
      meet: true,
    });
    const [changed] = events();
    expect(changed).toMatchObject({
      summary: "New",
      transparency: "opaque",
      rest: { visibility: "private", colorId: "11", reminders: { useDefault: false, overrides: [] } },
      hangoutLink: expect.stringContaining("meet.google.com"),
    });
    expect(changed).not.toHaveProperty("location");
    expect(changed).not.toHaveProperty("description");
    await call("calendar_update_event", { event_id, title: "Newer" });
    expect(events()[0]?.hangoutLink).toBeDefined();
    await call("calendar_update_event", { event_id, meet: false });
    expect(events()[0]?.hangoutLink).toBeUndefined();
  });

  it("makes a timed event all-day and an all-day one timed", async () => {
    const { call, event_id, events } = meeting();
    const { text } = await call("calendar_update_event", { event_id, start: "2030-12-05", end: "2030-12-06" });
    expect(text).toContain("Thu 2030-12-05 to Fri 2030-12-06, all day (2 days)");
    expect(events()[0]).toMatchObject({ start: { date: "2030-12-05" }, end: { date: "2030-12-07" } });
    await call("calendar_update_event", { event_id, start: "2030-12-09" });
    expect(events()[0]).toMatchObject({ start: { date: "2030-12-09" }, end: { date: "2030-12-11" } });
    await call("calendar_update_event", { event_id, start: "2030-12-09T09:00" });
    expect(events()[0]?.start).toEqual({ dateTime: "2030-12-09T09:00:00+01:00", timeZone: "Europe/Berlin" });
  });

  it("takes local times in the zone that the event is kept in, or another that is named", async () => {
    const { call, event_id } = meeting({
      start: { dateTime: "2030-12-01T10:00:00-05:00", timeZone: "America/New_York" },
      end: { dateTime: "2030-12-01T11:00:00-05:00", timeZone: "America/New_York" },
    });
    const own = await call("calendar_update_event", { event_id, start: "2030-12-01T08:00" });
    expect(own.text).toContain("Sun 2030-12-01 08:00–09:00 (America/New_York)");
    const named = await call("calendar_update_event", { event_id, end: "2030-12-01T23:30", time_zone: "Asia/Tokyo" });
    expect(named.text).toContain("Sun 2030-12-01 22:00–23:30 (Asia/Tokyo)");
  });

  it("tells what the new time clashes with, but not the event itself", async () => {
    const { call, event_id, put } = meeting();
    put({ summary: "Dentist", start: berlin("2030-12-02T10:30"), end: berlin("2030-12-02T11:30") });
    put({ summary: "Trip", start: { date: "2030-12-02" }, end: { date: "2030-12-03" } });
    put({
      summary: "Free",
      transparency: "transparent",
      start: berlin("2030-12-02T10:30"),
      end: berlin("2030-12-02T11:30"),
    });
    const { text } = await call("calendar_update_event", { event_id, start: "2030-12-02T10:00" });
    expect(text).toMatch(/Clashes with:\n- Mon 2030-12-02, all day: Trip\n- Mon 2030-12-02 10:30–11:30: Dentist$/);
    expect((await call("calendar_update_event", { event_id, title: "x" })).text).not.toContain("Clashes");
  });

  it("says so when somebody changed it in between", async () => {
    const { call, event_id, event, events } = meeting();
    emulator.faults.clear();
    emulator.faults.add({
      match: "calendar.events.patch",
      fault: { kind: "status", status: 412 },
    });
    await expect(call("calendar_update_event", { event_id, title: "x" })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    emulator.faults.clear();
    expect(events()).toEqual([event]);
    const before = emulator.requests.length;
    await call("calendar_update_event", { event_id, title: "x" });
    const patched = emulator.requests.slice(before).find(({ verb }) => verb === "PATCH");
    expect(patched?.headers["if-match"]).toBe(`"${event.updated}"`);
  });
});

describe("calendar_update_event, a series", () => {
  it("changes one occurrence", async () => {
    const { call, third, times } = series();
    const { text } = await call("calendar_update_event", { event_id: third, start: "2030-12-18T14:00", title: "Once" });
    expect(text).toMatch(/^Changed one occurrence of “Once”: Wed 2030-12-18 14:00–15:00/);
    expect(await times()).toEqual([
      "Tue 2030-12-03 10:00–11:00 Review",
      "Tue 2030-12-10 10:00–11:00 Review",
      "Wed 2030-12-18 14:00–15:00 Once",
      "Tue 2030-12-24 10:00–11:00 Review",
      "Tue 2030-12-31 10:00–11:00 Review",
    ]);
  });

  it("changes an occurrence and those after it, as many as were left", async () => {
    const { call, third, times, events } = series();
    const { text, data } = await call("calendar_update_event", {
      event_id: third,
      apply_to: "following",
      start: "2030-12-18T14:00",
      title: "Later",
      add_guests: ["alan@example.net"],
    });
    expect(text).toMatch(/^Changed this and the following occurrences of “Later”: Wed 2030-12-18 14:00–15:00/);
    expect(text).toContain("Told: grace@example.com, alan@example.net");
    expect(await times()).toEqual([
      "Tue 2030-12-03 10:00–11:00 Review",
      "Tue 2030-12-10 10:00–11:00 Review",
      "Wed 2030-12-18 14:00–15:00 Later",
      "Wed 2030-12-25 14:00–15:00 Later",
      "Wed 2031-01-01 14:00–15:00 Later",
    ]);
    const made = events().find(({ id }) => id === data?.id);
    expect(made).toMatchObject({
      recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=3"],
      location: "Room 4",
      description: "Agenda",
    });
  });

  it("keeps occurrences away that were deleted after the cut", async () => {
    const { call, third, event_id, times } = series();
    await call("calendar_delete_event", { event_id: `${event_id}_20301224T090000Z` });
    await call("calendar_update_event", { event_id: third, apply_to: "following", start: "2030-12-17T16:00" });
    expect(await times()).toEqual([
      "Tue 2030-12-03 10:00–11:00 Review",
      "Tue 2030-12-10 10:00–11:00 Review",
      "Tue 2030-12-17 16:00–17:00 Review",
      "Tue 2030-12-31 16:00–17:00 Review",
    ]);
  });

  it("loses nothing when the old series cannot be ended", async () => {
    const { call, third, times } = series();
    const before = await times();
    emulator.faults.clear();
    emulator.faults.add({
      match: "calendar.events.patch",
      fault: { kind: "status", status: 412 },
    });
    const failed = call("calendar_update_event", { event_id: third, apply_to: "following", title: "x" });
    await expect(failed).rejects.toMatchObject({ code: "precondition_failed" });
    emulator.faults.clear();
    expect(await times()).toEqual(before);
  });

  it("moves all as far as one was moved, over a change of the clock", async () => {
    const { call, event_id, times } = series({
      start: { dateTime: "2031-03-25T10:00:00+01:00", timeZone: "Europe/Berlin" },
      end: { dateTime: "2031-03-25T11:00:00+01:00", timeZone: "Europe/Berlin" },
      recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20310408T080000Z"],
    });
    await call("calendar_update_event", {
      event_id: `${event_id}_20310401T080000Z`,
      apply_to: "all",
      start: "2031-04-02T09:30",
      duration_minutes: 30,
    });
    const { text } = await call("calendar_list_events", { from: "2031-03-01", to: "2031-05-01" });
    expect(text.match(/\w{3} 2031-[\d-]+ \d\d:\d\d–\d\d:\d\d/g)).toEqual([
      "Wed 2031-03-26 09:30–10:00",
      "Wed 2031-04-02 09:30–10:00",
      "Wed 2031-04-09 09:30–10:00",
    ]);
    expect(await times()).toEqual([]);
  });

  it("changes the rule, and the fields of all by the series' own id", async () => {
    const { call, event_id, times } = series();
    await call("calendar_update_event", {
      event_id,
      apply_to: "all",
      rrule: "FREQ=WEEKLY;BYDAY=TU;COUNT=2",
      title: "Two",
    });
    expect(await times()).toEqual(["Tue 2030-12-03 10:00–11:00 Two", "Tue 2030-12-10 10:00–11:00 Two"]);
  });

  it("makes a series of an event, and an event of a series", async () => {
    const { call, event_id, events } = meeting();
    await call("calendar_update_event", { event_id, rrule: "RRULE:FREQ=DAILY;COUNT=3" });
    expect(events()[0]?.recurrence).toEqual(["RRULE:FREQ=DAILY;COUNT=3"]);
    await call("calendar_update_event", { event_id, apply_to: "all", rrule: "" });
    expect(events()[0]?.recurrence).toBeUndefined();
  });

  it("moves an all-day series from its first occurrence on", async () => {
    const { call, event_id, events } = series({
      start: { date: "2030-12-03" },
      end: { date: "2030-12-05" },
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=4"],
    });
    const third = `${event_id}_20301217`;
    await call("calendar_update_event", { event_id: third, apply_to: "following", start: "2030-12-18" });
    expect(events().map(({ start, end, recurrence }) => [start.date, end.date, recurrence?.[0]])).toEqual([
      ["2030-12-03", "2030-12-05", "RRULE:FREQ=WEEKLY;UNTIL=20301216"],
      ["2030-12-18", "2030-12-20", "RRULE:FREQ=WEEKLY;COUNT=2"],
    ]);
    await call("calendar_update_event", { event_id: `${event_id}_20301203`, apply_to: "following", title: "Whole" });
    expect(events()[0]?.summary).toBe("Whole");
  });
});

describe("what calendar_update_event refuses", () => {
  it.each([
    [{}, "expected at least one field"],
    [{ end: "2030-12-01T09:00" }, "is not after the start"],
    [{ end: "2030-12-03" }, "expected a time, as start is one"],
    [{ duration_minutes: 10, end: "2030-12-01T12:00" }, "expected one of them"],
  ])("%j", async (change, message) => {
    const { call, event_id, events, event } = meeting();
    await expect(call("calendar_update_event", { event_id, ...change })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
    expect(events()).toEqual([event]);
  });

  it("a whole series where one was meant, a rule for one occurrence, a rule that cannot move", async () => {
    const { call, event_id, third } = series();
    const refused = { code: "invalid_input" };
    await expect(call("calendar_update_event", { event_id, title: "x" })).rejects.toMatchObject(refused);
    await expect(call("calendar_update_event", { event_id: third, rrule: "FREQ=DAILY" })).rejects.toMatchObject(
      refused,
    );
    const monthly = series({ recurrence: ["RRULE:FREQ=MONTHLY;BYDAY=1TU;COUNT=3"] });
    const moved = { event_id: monthly.event_id, apply_to: "all", start: "2030-12-04T10:00" };
    await expect(monthly.call("calendar_update_event", moved)).rejects.toMatchObject({
      message: expect.stringContaining("does not fit the new day"),
    });
  });

  it("an event of another organizer, a deleted one, an unknown one", async () => {
    const { call, event_id, event } = meeting({ organizerEmail: "grace@example.com" });
    await expect(call("calendar_update_event", { event_id, title: "x" })).rejects.toMatchObject({
      code: "permission_denied",
    });
    event.status = "cancelled";
    await expect(call("calendar_update_event", { event_id, title: "x" })).rejects.toMatchObject({ code: "not_found" });
    await expect(call("calendar_update_event", { event_id: "nothing", title: "x" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
