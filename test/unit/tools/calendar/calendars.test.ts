import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { berlin, calendarTool, freshPerson } from "./calendar-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const fresh = () => freshPerson(emulator);
const idOf = (data: unknown) => z.looseObject({ id: z.string() }).parse(data).id;

describe("calendar_quick_add", () => {
  it("makes an event of a sentence, and says how Google read it", async () => {
    const { call, events } = fresh();
    const { text, data } = await call("calendar_quick_add", { text: "Lunch tomorrow at 12:30" });
    expect(text).toMatch(
      /^Created “Lunch” on \w{3} [\d-]+ 12:30–13:30 \(Europe\/Berlin\), id \w+\nhttps:.*\nCheck that/,
    );
    expect(events().map(({ id }) => id)).toEqual([idOf(data)]);
  });

  it("names the addresses in the sentence as whom it may reach", async () => {
    const prepared = calendarTool("calendar_quick_add").prepare({
      text: "Lunch with grace@example.com, alan@example.net",
    });
    const audience = prepared.ok ? await prepared.audience(Object.create(null)) : undefined;
    expect(audience?.recipients).toEqual(["grace@example.com", "alan@example.net"]);
  });

  it("refuses an empty sentence and a calendar that is not there", async () => {
    const { call } = fresh();
    await expect(call("calendar_quick_add", { text: " " })).rejects.toThrow(z.ZodError);
    const elsewhere = call("calendar_quick_add", { text: "x", calendar_id: "nobody@example.com" });
    await expect(elsewhere).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("calendar_move_event", () => {
  const meeting = (more = {}) => {
    const person = fresh();
    const { id } = person.put({
      summary: "Review",
      start: berlin("2030-12-03T10:00"),
      end: berlin("2030-12-03T11:00"),
      attendees: [{ email: "grace@example.com", responseStatus: "accepted" }],
      ...more,
    });
    return { ...person, id };
  };

  it("moves an event, by default without a word to the guests", async () => {
    const { call, id, team, state, events } = meeting();
    const { text } = await call("calendar_move_event", { event_id: id, to_calendar_id: team.id });
    expect(text).toBe(`Moved “Review”, Tue 2030-12-03 10:00–11:00 (Europe/Berlin), to ${team.id}, id ${id}`);
    expect(events()).toEqual([]);
    expect(team.events.at(-1)).toMatchObject({ id, organizerEmail: team.id });
    expect(state.notices).toEqual([]);
    await call("calendar_move_event", {
      event_id: id,
      calendar_id: team.id,
      to_calendar_id: "primary",
      notify_guests: true,
    });
    expect(state.notices.at(-1)?.to).toEqual(["grace@example.com"]);
  });

  it("refuses one occurrence and names the series; also other kinds and unknown calendars", async () => {
    const { call, id, team } = meeting({ recurrence: ["RRULE:FREQ=DAILY;COUNT=3"] });
    const one = call("calendar_move_event", { event_id: `${id}_20301204T090000Z`, to_calendar_id: team.id });
    await expect(one).rejects.toMatchObject({ code: "invalid_input", fix: `Call with the id of the series, ${id}.` });
    await call("calendar_move_event", { event_id: id, to_calendar_id: team.id });
    const focus = meeting({ eventType: "focusTime", attendees: undefined });
    const restricted = focus.call("calendar_move_event", { event_id: focus.id, to_calendar_id: team.id });
    await expect(restricted).rejects.toMatchObject({ code: "invalid_input" });
    const nowhere = focus.call("calendar_move_event", { event_id: focus.id, to_calendar_id: "x@example.com" });
    await expect(nowhere).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("calendars", () => {
  it("are made in the person's zone, changed and deleted", async () => {
    const { call, state } = fresh();
    const { text, data } = await call(
      "calendar_create_calendar",
      { name: "Trips" },
      { scopes: ["calendar.app.created"] },
    );
    const calendar_id = idOf(data);
    expect(text).toBe(`Created the calendar “Trips” (Europe/Berlin), id ${calendar_id}.`);
    const changed = await call("calendar_update_calendar", {
      calendar_id,
      name: "Travel",
      description: "All of it",
      time_zone: "Asia/Tokyo",
    });
    expect(changed.text).toBe(`Changed the calendar “Travel”: All of it (Asia/Tokyo), id ${calendar_id}.`);
    await call("calendar_update_calendar", { calendar_id, time_zone: "UTC" });
    expect(state.calendars.at(-1)).toMatchObject({ summary: "Travel", description: "All of it", timeZone: "UTC" });
    await call("calendar_delete_calendar", { calendar_id });
    expect(state.calendars.map(({ id }) => id)).not.toContain(calendar_id);
  });

  it.each(["primary", "own address"])("are not deleted when it is the primary one (%s)", async (which) => {
    const { call, email } = fresh();
    const before = emulator.requests.length;
    const deleted = call("calendar_delete_calendar", { calendar_id: which === "primary" ? which : email });
    await expect(deleted).rejects.toMatchObject({ code: "invalid_input" });
    expect(emulator.requests).toHaveLength(before);
  });

  it("refuse a change by who does not own them, an empty one, and ids that are not there", async () => {
    const { call, team } = fresh();
    const denied = { code: "permission_denied" };
    await expect(call("calendar_update_calendar", { calendar_id: team.id, name: "x" })).rejects.toMatchObject(denied);
    await expect(call("calendar_delete_calendar", { calendar_id: team.id })).rejects.toMatchObject(denied);
    await expect(call("calendar_update_calendar", { calendar_id: team.id })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(call("calendar_delete_calendar", { calendar_id: "x@example.com" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(call("calendar_create_calendar", { name: "" })).rejects.toThrow(z.ZodError);
  });
});

describe("calendar_share_calendar", () => {
  it("grants, lists, changes and takes away access", async () => {
    const { call, email, primary } = fresh();
    const share = (input: Record<string, unknown>) => call("calendar_share_calendar", input);
    const granted = await share({ action: "grant", with: "grace@example.com", role: "writer" });
    expect(granted.text).toBe("grace@example.com now has the role writer on primary. Google mails them.");
    await share({ action: "grant", with: "group:team@example.com", notify: false });
    await share({ action: "grant", with: "example.org", role: "free_busy", notify: false });
    await share({ action: "grant", with: "anyone", role: "free_busy" });
    expect(primary.sharedWith).toEqual(["grace@example.com"]);
    await share({ action: "grant", with: "grace@example.com", notify: false });
    expect((await share({ action: "list" })).text.split("\n").slice(2)).toEqual([
      `|${email}|user|owner|`,
      "|team@example.com|group|reader|",
      "|example.org|domain|freeBusyReader|",
      "|anyone|default|freeBusyReader|",
      "|grace@example.com|user|reader|",
    ]);
    for (const one of ["team@example.com", "anyone", "Grace@example.com", "example.org"])
      expect((await share({ action: "revoke", with: one })).text).toMatch(/ no longer has access to primary\.$/);
    expect((await share({ action: "list" })).text.split("\n")).toHaveLength(3);
  });

  it("names whom a grant reaches", async () => {
    const audience = async (input: unknown) => {
      const prepared = calendarTool("calendar_share_calendar").prepare(input);
      return prepared.ok ? (await prepared.audience(Object.create(null))).recipients : undefined;
    };
    expect(await audience({ action: "grant", with: "grace@example.com" })).toEqual(["grace@example.com"]);
    expect(await audience({ action: "grant", with: "example.org" })).toEqual(["example.org"]);
    expect(await audience({ action: "grant", with: "anyone" })).toEqual(["anyone"]);
    expect(await audience({ action: "revoke", with: "anyone" })).toEqual([]);
    expect(await audience({ action: "list" })).toEqual([]);
  });

  it.each([
    [{ action: "grant" }, "invalid_input"],
    [{ action: "grant", with: "anyone", role: "writer" }, "invalid_input"],
    [{ action: "revoke", with: "nobody@example.com" }, "not_found"],
    [{ action: "list", calendar_id: "x@example.com" }, "not_found"],
  ])("refuses %j", async (input, code) => {
    await expect(fresh().call("calendar_share_calendar", input)).rejects.toMatchObject({ code });
  });

  it("refuses to take away one's own access, calendars of others, and what is no address", async () => {
    const { call, email, team } = fresh();
    const own = call("calendar_share_calendar", { action: "revoke", with: email });
    await expect(own).rejects.toMatchObject({ code: "permission_denied" });
    const others = call("calendar_share_calendar", { action: "grant", with: "a@example.net", calendar_id: team.id });
    await expect(others).rejects.toMatchObject({ code: "permission_denied" });
    await expect(call("calendar_share_calendar", { action: "grant", with: "Grace" })).rejects.toThrow(z.ZodError);
  });
});

describe("calendar_list_colors", () => {
  it("gives ids with names", async () => {
    const { text } = await fresh().call("calendar_list_colors", {}, { scopes: ["calendar.calendarlist.readonly"] });
    expect(text).toContain("|11|Tomato|#dc2127|");
    expect(text).toContain("|24|Amethyst|#a47ae2|");
  });

  it("refuses unknown fields", async () => {
    await expect(fresh().call("calendar_list_colors", { x: 1 })).rejects.toThrow(z.ZodError);
  });
});
