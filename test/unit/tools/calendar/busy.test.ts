import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { addEvent } from "../../../emulator/calendar/state.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { berlin, freshPerson } from "./calendar-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** Two of one organization: the first asks, the second is in New York. 2 December 2030 is a Monday. */
function colleagues() {
  const first = freshPerson(emulator, { hostedDomain: "example.com" });
  const second = freshPerson(emulator, { hostedDomain: "example.com", timeZone: "America/New_York" });
  first.put({ summary: "Mine", start: berlin("2030-12-02T10:00"), end: berlin("2030-12-02T11:00") });
  first.put({ summary: "Also", start: berlin("2030-12-02T10:30"), end: berlin("2030-12-02T12:00") });
  second.put({
    summary: "Secret plan",
    start: berlin("2030-12-03T09:00"),
    end: berlin("2030-12-03T16:00"),
    recurrence: ["RRULE:FREQ=DAILY;COUNT=2"],
  });
  return { ...first, other: second };
}

const WEEK = { from: "2030-12-02", to: "2030-12-06" };

describe("calendar_query_freebusy", () => {
  it("shows busy times without their titles, and what is not known", async () => {
    const { call, other, email } = colleagues();
    const { text, data } = await call("calendar_query_freebusy", {
      ids: [email, other.email, "stranger@example.net"],
      ...WEEK,
    });
    expect(text).toBe(
      [
        "Mon 2030-12-02 00:00 to Sat 2030-12-07 00:00, times in Europe/Berlin",
        `${email}\n- Mon 2030-12-02 10:00–12:00`,
        `${other.email}\n- Tue 2030-12-03 09:00–16:00\n- Wed 2030-12-04 09:00–16:00`,
        "stranger@example.net: not found, or its busy times are not shared with this account",
      ].join("\n\n"),
    );
    expect(JSON.stringify(data)).not.toContain("Secret");
  });

  it("counts what is declined or shown as free as free, and shows times in another zone", async () => {
    const { call, put, email } = freshPerson(emulator);
    const times = { start: berlin("2030-12-02T10:00"), end: berlin("2030-12-02T11:00") };
    put({ summary: "Declined", ...times, attendees: [{ email, self: true, responseStatus: "declined" }] });
    put({ summary: "Free", ...times, transparency: "transparent" });
    const scopes = ["calendar.freebusy"];
    const nothing = await call("calendar_query_freebusy", { ids: ["primary"], ...WEEK }, { scopes });
    expect(nothing.text).toContain("primary: free all the time");
    put({ summary: "Day off", start: { date: "2030-12-03" }, end: { date: "2030-12-04" } });
    const { text } = await call("calendar_query_freebusy", { ids: ["primary"], ...WEEK, time_zone: "UTC" });
    expect(text).toContain("- Mon 2030-12-02 23:00 to Tue 2030-12-03 23:00");
  });

  it.each([
    [{ ids: ["primary"], from: "2030-12-02", to: "2031-03-01" }, "longer than 60 days"],
    [{ ids: ["primary"], from: "2030-12-02", to: "2030-12-01" }, "ends before it begins"],
  ])("refuses %j", async (input, message) => {
    const { call } = freshPerson(emulator);
    await expect(call("calendar_query_freebusy", input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });

  it("refuses to ask of nobody", async () => {
    await expect(freshPerson(emulator).call("calendar_query_freebusy", { ids: [] })).rejects.toThrow(z.ZodError);
  });
});

describe("calendar_find_time", () => {
  it("finds what suits all, in working hours", async () => {
    const { call, other } = colleagues();
    const { text, data } = await call("calendar_find_time", {
      people: [other.email],
      from: "2030-12-02",
      to: "2030-12-04",
    });
    expect(text).toBe(
      [
        "Free for 60 minutes or more, times in Europe/Berlin:",
        "- Mon 2030-12-02 09:00–10:00",
        "- Mon 2030-12-02 12:00–17:00",
        "- Tue 2030-12-03 16:00–17:00",
        "- Wed 2030-12-04 16:00–17:00",
      ].join("\n"),
    );
    expect(data?.slots).toMatchObject([
      { start: "2030-12-02T08:00:00.000Z", end: "2030-12-02T09:00:00.000Z" },
      {},
      {},
      {},
    ]);
  });

  it("heeds other zones, and says the time there", async () => {
    const { call, other } = colleagues();
    const { text } = await call("calendar_find_time", {
      people: [other.email],
      duration_minutes: 90,
      other_zones: ["America/New_York"],
      ...WEEK,
    });
    expect(text.split("\n").slice(1)).toEqual([
      "- Mon 2030-12-02 15:00–17:00 (America/New_York Mon 2030-12-02 09:00–11:00)",
      "- Thu 2030-12-05 15:00–17:00 (America/New_York Thu 2030-12-05 09:00–11:00)",
      "- Fri 2030-12-06 15:00–17:00 (America/New_York Fri 2030-12-06 09:00–11:00)",
    ]);
  });

  it("says whose times it does not know, and when nothing suits", async () => {
    const { call } = colleagues();
    const { text, data } = await call("calendar_find_time", {
      people: ["stranger@example.net"],
      duration_minutes: 600,
      ...WEEK,
    });
    expect(text).toMatch(/^No time of 600 minutes suits all\./);
    expect(text).toContain("Not known, so not heeded:\n- stranger@example.net: not found");
    expect(data?.slots).toEqual([]);
  });

  it("proposes nothing in the past", async () => {
    const { call } = freshPerson(emulator);
    const { data } = await call("calendar_find_time", { work_start: "00:00", work_end: "24:00", weekends: true });
    const { slots } = z.object({ slots: z.array(z.object({ start: z.string() })) }).parse(data);
    expect(slots.length).toBeGreaterThan(0);
    for (const { start } of slots) expect(Date.parse(start)).toBeGreaterThanOrEqual(Date.now() - 1000);
  });

  it("never proposes what overlaps a busy time of anybody", async () => {
    const { call, primary, other } = colleagues();
    for (let index = 0; index < 60; index += 1) {
      const from = Date.parse("2030-12-02T00:00Z") + ((index * 7919) % 6500) * 60_000;
      addEvent(index % 2 === 0 ? primary : other.primary, {
        now: 0,
        summary: `Busy ${index}`,
        start: { dateTime: new Date(from).toISOString() },
        end: { dateTime: new Date(from + ((index * 31) % 110) * 60_000 + 60_000).toISOString() },
      });
    }
    const { data } = await call("calendar_find_time", { people: [other.email], duration_minutes: 15, ...WEEK });
    const { slots } = z.object({ slots: z.array(z.object({ start: z.string(), end: z.string() })) }).parse(data);
    const busy = [...primary.events, ...other.primary.events].filter(({ recurrence }) => !recurrence);
    expect(slots.length).toBeGreaterThan(0);
    for (const { start, end } of slots)
      for (const event of busy) {
        const [from, to] = [Date.parse(event.start.dateTime ?? ""), Date.parse(event.end.dateTime ?? "")];
        expect(from < Date.parse(end) && Date.parse(start) < to).toBe(false);
      }
  });

  it.each([[{ work_start: "17:00", work_end: "09:00" }], [{ work_start: "09:00", work_end: "09:00" }]])(
    "refuses %j",
    async (input) => {
      await expect(freshPerson(emulator).call("calendar_find_time", input)).rejects.toMatchObject({
        code: "invalid_input",
      });
    },
  );

  it.each([[{ work_start: "9" }], [{ work_end: "25:00" }], [{ other_zones: ["Berlin"] }], [{ duration_minutes: 0 }]])(
    "refuses %j by its schema",
    async (input) => {
      await expect(freshPerson(emulator).call("calendar_find_time", input)).rejects.toThrow(z.ZodError);
    },
  );
});
