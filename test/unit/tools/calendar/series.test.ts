import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calendarTools } from "../../../../src/tools/calendar/tools.ts";
import { addEvent } from "../../../emulator/calendar/state.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const call = (name: string, input: Record<string, unknown>) => {
  const tool = calendarTools.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return runTool(emulator, tool, input);
};

/** Five days from 1 December at ten in Berlin, with Grace as guest. */
function series() {
  const state = emulator.calendar.state("ada@example.com");
  const [primary] = state.calendars;
  if (!primary) throw new Error("the seed has a calendar");
  const { id } = addEvent(primary, {
    now: emulator.world.now(),
    summary: "Series",
    start: { dateTime: "2026-12-01T10:00:00+01:00", timeZone: "Europe/Berlin" },
    end: { dateTime: "2026-12-01T11:00:00+01:00", timeZone: "Europe/Berlin" },
    recurrence: ["RRULE:FREQ=DAILY;COUNT=5"],
    attendees: [
      { email: "ada@example.com", self: true, responseStatus: "needsAction" },
      { email: "grace@example.com", responseStatus: "needsAction" },
    ],
  });
  const days = async () => {
    const { text } = await call("calendar_list_instances", { event_id: id });
    return [...text.matchAll(/2026-12-(\d\d)/g)].map(([, day]) => Number(day));
  };
  return { id, third: `${id}_20261203T090000Z`, days, state };
}

describe("calendar_delete_event", () => {
  it("takes out one occurrence and leaves the others", async () => {
    const { third, days, state } = series();
    const before = state.notices.length;
    await call("calendar_delete_event", { event_id: third, notify_guests: false });
    expect(await days()).toEqual([1, 2, 4, 5]);
    expect(state.notices).toHaveLength(before);
  });

  it("ends a series before an occurrence and tells the guests", async () => {
    const { third, days, state } = series();
    const { text } = await call("calendar_delete_event", { event_id: third, apply_to: "following" });
    expect(await days()).toEqual([1, 2]);
    expect(state.notices.at(-1)?.to).toEqual(["grace@example.com"]);
    expect(text).toContain("Told: grace@example.com");
  });

  it("refuses a whole series where one occurrence was meant, and unknown ids", async () => {
    const { id, days } = series();
    await expect(call("calendar_delete_event", { event_id: id })).rejects.toMatchObject({ code: "invalid_input" });
    expect(await days()).toEqual([1, 2, 3, 4, 5]);
    await expect(call("calendar_delete_event", { event_id: "nothing" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("calendar_respond_event", () => {
  it("answers with a note and keeps the other guests", async () => {
    const { id } = series();
    await call("calendar_respond_event", { event_id: id, response: "tentative", note: "May be late" });
    const { text } = await call("calendar_get_event", { event_id: id });
    expect(text).toContain("ada@example.com (you): maybe, “May be late”");
    expect(text).toContain("grace@example.com: no answer");
  });

  it("refuses an event to which the account is not invited", async () => {
    const { text } = await call("calendar_list_events", { query: "Dentist" });
    const event_id = /id (\w+)/.exec(text)?.[1];
    const answer = call("calendar_respond_event", { event_id, response: "accepted" });
    await expect(answer).rejects.toMatchObject({ code: "invalid_input" });
  });
});
