import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { addEvent } from "../../emulator/calendar/state.ts";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { fetchAs, jsonBody, undescribedFields } from "./core-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const errorSchema = z.object({
  error: z.object({ message: z.string(), errors: z.array(z.object({ reason: z.string() })) }),
});

const call = (path: string, init?: RequestInit, scopes: readonly string[] = ["calendar"]) =>
  fetchAs(emulator, scopes, `/calendar/v3${path}`, init);

/** Status, reason and message of a refusal. */
async function refusal(path: string, init?: RequestInit, scopes?: readonly string[]) {
  const answer = await call(path, init, scopes);
  const { error } = errorSchema.parse(await answer.json());
  return [answer.status, error.errors[0]?.reason, error.message];
}

const post = (body: unknown) => jsonBody("POST", body);
const patch = (body: unknown) => jsonBody("PATCH", body);

describe("freeBusy", () => {
  it.each([
    [{ timeMax: "2030-12-02T00:00:00Z" }, [400, "required", "Missing timeMin parameter."]],
    [{ timeMin: "2030-12-02T00:00:00Z" }, [400, "required", "Missing timeMax parameter."]],
    [
      { timeMin: "2030-12-02T00:00:00Z", timeMax: "2030-12-02T00:00:00Z" },
      [400, "timeRangeEmpty", "The specified time range is empty."],
    ],
    [
      { timeMin: "2030-12-02T00:00:00Z", timeMax: "2031-12-02T00:00:00Z" },
      [400, "timeRangeTooLong", "The requested time range is too long."],
    ],
  ])("refuses %j", async (body, expected) => {
    expect(await refusal("/freeBusy", post({ ...body, items: [{ id: "primary" }] }))).toEqual(expected);
  });

  it("merges what overlaps, cuts at the range, and gives unknown calendars an error of their own", async () => {
    const [primary] = emulator.calendar.state("ada@example.com").calendars;
    if (!primary) throw new Error("the seed has a calendar");
    for (const [start, end] of [
      ["2030-12-01T23:00:00Z", "2030-12-02T01:00:00Z"],
      ["2030-12-02T01:00:00Z", "2030-12-02T02:00:00Z"],
    ])
      addEvent(primary, { now: 0, summary: "x", start: { dateTime: start ?? "" }, end: { dateTime: end ?? "" } });
    const range = { timeMin: "2030-12-02T00:00:00Z", timeMax: "2030-12-03T00:00:00Z" };
    const items = [{ id: "primary" }, { id: "nobody@example.net" }];
    const answer = await call("/freeBusy", post({ ...range, items }), ["calendar.freebusy"]);
    expect(await answer.json()).toMatchObject({
      calendars: {
        primary: { busy: [{ start: "2030-12-02T00:00:00Z", end: "2030-12-02T02:00:00Z" }] },
        "nobody@example.net": { busy: [], errors: [{ domain: "global", reason: "notFound" }] },
      },
    });
  });
});

describe("calendars and their access", () => {
  it.each([
    ["/calendars", post({}), [400, "required", "Missing title."]],
    ["/calendars", post({ summary: "x", timeZone: "Berlin" }), [400, "invalid", "Invalid time zone definition."]],
    [
      "/calendars/primary",
      { method: "DELETE" },
      [403, "cannotDeletePrimaryCalendar", "Cannot delete the primary calendar."],
    ],
    [
      "/calendars/team_engine%40group.calendar.google.com",
      { method: "DELETE" },
      [403, "requiredAccessLevel", "You need to have owner access to this calendar."],
    ],
    ["/calendars/primary/acl", post({ scope: { type: "default" } }), [400, "required", "Missing role."]],
    ["/calendars/primary/acl", post({ role: "reader" }), [400, "required", "Missing scope type."]],
    [
      "/calendars/primary/acl",
      post({ role: "writer", scope: { type: "default" } }),
      [400, "invalid", "Invalid role value."],
    ],
    [
      "/calendars/primary/acl",
      post({ role: "reader", scope: { type: "user", value: "nobody" } }),
      [400, "invalid", "Invalid scope value."],
    ],
    [
      "/calendars/primary/acl/user%3Aada%40example.com",
      { method: "DELETE" },
      [403, "cannotChangeOwnAcl", "Cannot change your own access level."],
    ],
    ["/users/me/settings/shoeSize", undefined, [404, "notFound", "Not Found"]],
  ])("refuses %s", async (path, init, expected) => {
    expect(await refusal(path, init)).toEqual(expected);
  });

  it("reach with calendar.app.created only what the client made", async () => {
    const scopes = ["calendar.app.created"];
    const made = await call("/calendars", post({ summary: "Mine" }), scopes);
    const { id } = z.object({ id: z.string() }).parse(await made.json());
    expect((await call(`/calendars/${encodeURIComponent(id)}`, undefined, scopes)).status).toBe(200);
    expect(await refusal("/calendars/primary", undefined, scopes)).toEqual([404, "notFound", "Not Found"]);
  });
});

describe("events", () => {
  it("refuses to move an instance, and drops what was made of instances that a series no longer has", async () => {
    const [primary] = emulator.calendar.state("ada@example.com").calendars;
    if (!primary) throw new Error("the seed has a calendar");
    const { id } = addEvent(primary, {
      now: 0,
      summary: "Series",
      start: { dateTime: "2030-12-01T10:00:00Z", timeZone: "UTC" },
      end: { dateTime: "2030-12-01T11:00:00Z", timeZone: "UTC" },
      recurrence: ["RRULE:FREQ=DAILY;COUNT=5"],
    });
    const instance = `/calendars/primary/events/${id}_20301203T100000Z`;
    const destination = "destination=team_engine%40group.calendar.google.com";
    expect(await refusal(`${instance}/move?${destination}`, { method: "POST" })).toEqual([
      403,
      "cannotChangeOrganizerOfInstance",
      "Cannot change the organizer of an instance.",
    ]);
    await call(instance, patch({ summary: "Changed" }));
    expect(primary.events.filter(({ recurringEventId }) => recurringEventId === id)).toHaveLength(1);
    await call(`/calendars/primary/events/${id}`, patch({ recurrence: ["RRULE:FREQ=DAILY;COUNT=2"] }));
    expect(primary.events.filter(({ recurringEventId }) => recurringEventId === id)).toHaveLength(0);
  });

  it("refuses a guest's change of what all see, but not the guest's answer", async () => {
    const [primary] = emulator.calendar.state("ada@example.com").calendars;
    if (!primary) throw new Error("the seed has a calendar");
    const { id } = addEvent(primary, {
      now: 0,
      summary: "Theirs",
      organizerEmail: "grace@example.com",
      start: { dateTime: "2030-12-01T10:00:00Z" },
      end: { dateTime: "2030-12-01T11:00:00Z" },
      attendees: [{ email: "ada@example.com", self: true, responseStatus: "needsAction" }],
    });
    const path = `/calendars/primary/events/${id}`;
    expect((await refusal(path, patch({ summary: "Mine" }))).slice(0, 2)).toEqual([403, "forbiddenForNonOrganizer"]);
    const answered = { attendees: [{ email: "ada@example.com", responseStatus: "accepted" }] };
    expect((await call(path, patch(answered))).status).toBe(200);
  });
});

it("answers with fields that Google's description has, where the descriptions are at hand", async () => {
  const range = { timeMin: "2030-12-02T00:00:00Z", timeMax: "2030-12-03T00:00:00Z", items: [{ id: "primary" }] };
  for (const [path, init, schema] of [
    ["/freeBusy", post(range), "FreeBusyResponse"],
    ["/calendars", post({ summary: "x", description: "y" }), "Calendar"],
    ["/calendars/primary/acl", post({ role: "reader", scope: { type: "domain", value: "example.org" } }), "AclRule"],
    ["/calendars/primary/acl", undefined, "Acl"],
    ["/calendars/primary/events/quickAdd?text=Lunch%203pm", { method: "POST" }, "Event"],
    ["/colors", undefined, "Colors"],
    ["/users/me/settings/timezone", undefined, "Setting"],
  ] as const) {
    const answer = await call(path, init);
    expect(answer.status).toBe(200);
    expect(undescribedFields("calendar-v3", schema, await answer.json()) ?? []).toEqual([]);
  }
});
