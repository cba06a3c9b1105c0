import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freeSlots, type Span } from "../../../src/content/free-slots.ts";

const MINUTE = 60_000;
const HOURS = { zones: ["Europe/Berlin"], start: "09:00", end: "17:00", weekends: false };

const span = (from: string, to: string): Span => ({ from: Date.parse(from), to: Date.parse(to) });
const shown = (spans: readonly Span[]) =>
  spans.map(
    ({ from, to }) => `${new Date(from).toISOString().slice(5, 16)} ${new Date(to).toISOString().slice(11, 16)}`,
  );

/** What a clock in a zone shows, by other means than the code's. */
function clock(instant: number, timeZone: string) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return { weekday: part("weekday"), time: `${part("hour")}:${part("minute")}` };
}

describe("freeSlots", () => {
  it("leaves out what is busy, weekends and what is too short", () => {
    const busy = [span("2030-12-06T09:00Z", "2030-12-06T10:00Z"), span("2030-12-06T10:30Z", "2030-12-06T15:30Z")];
    // 6 December 2030 is a Friday.
    const range = span("2030-12-06T00:00Z", "2030-12-10T00:00Z");
    expect(shown(freeSlots(range, busy, HOURS, 45 * MINUTE))).toEqual(["12-06T08:00 09:00", "12-09T08:00 16:00"]);
    expect(freeSlots(range, busy, { ...HOURS, weekends: true }, 45 * MINUTE)).toHaveLength(4);
  });

  it("takes the hours that several zones share, over a change of the clock in one of them", () => {
    const zones = ["Europe/Berlin", "America/New_York"];
    // New York changes its clock on 10 March 2030, Berlin on 31 March.
    const range = span("2030-03-08T00:00Z", "2030-03-12T00:00Z");
    expect(shown(freeSlots(range, [], { ...HOURS, zones }, MINUTE))).toEqual([
      "03-08T14:00 16:00",
      "03-11T13:00 16:00",
    ]);
  });

  it("finds nothing where zones share no hour, or in a range that has passed", () => {
    const zones = ["Europe/Berlin", "Pacific/Auckland"];
    const range = span("2030-12-02T00:00Z", "2030-12-07T00:00Z");
    expect(freeSlots(range, [], { ...HOURS, zones }, MINUTE)).toEqual([]);
    expect(freeSlots({ from: range.to, to: range.from }, [], HOURS, MINUTE)).toEqual([]);
  });

  it("reaches to the end of the day, and no further than the range", () => {
    const range = span("2030-12-06T12:00Z", "2030-12-06T20:00Z");
    const allDay = { ...HOURS, start: "00:00", end: "24:00" };
    expect(freeSlots(range, [], allDay, MINUTE)).toEqual([range]);
  });

  it("never overlaps anything busy, lies in everybody's working hours, and is long enough", () => {
    const start = Date.parse("2030-03-01T00:00Z");
    const minutes = (most: number) => fc.integer({ min: 0, max: most });
    const busyArbitrary = fc.array(
      fc.record({ at: minutes(40 * 1440), length: minutes(600) }).map(({ at, length }) => ({
        from: start + at * MINUTE,
        to: start + (at + length) * MINUTE,
      })),
      { maxLength: 60 },
    );
    const zone = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "America/Sao_Paulo",
      "UTC",
    );
    fc.assert(
      fc.property(
        fc.record({
          busy: busyArbitrary,
          zones: fc.uniqueArray(zone, { minLength: 1, maxLength: 3 }),
          begin: minutes(10 * 1440),
          days: fc.integer({ min: 1, max: 30 }),
          least: fc.integer({ min: 1, max: 300 }),
          weekends: fc.boolean(),
          hours: fc.constantFrom(["09:00", "17:00"], ["07:30", "12:15"], ["00:00", "24:00"], ["22:00", "23:59"]),
        }),
        ({ busy, zones, begin, days, least, weekends, hours: [from = "", to = ""] }) => {
          const range = { from: start + begin * MINUTE, to: start + (begin + days * 1440) * MINUTE };
          const slots = freeSlots(range, busy, { zones, start: from, end: to, weekends }, least * MINUTE);
          let last = range.from;
          for (const slot of slots) {
            expect(slot.to - slot.from).toBeGreaterThanOrEqual(least * MINUTE);
            expect(slot.from).toBeGreaterThanOrEqual(last);
            expect(slot.to).toBeLessThanOrEqual(range.to);
            last = slot.to;
            for (const one of busy) expect(one.to > one.from && one.from < slot.to && slot.from < one.to).toBe(false);
            for (const name of zones) {
              const [first, end] = [clock(slot.from, name), clock(slot.to - 1, name)];
              expect(first.time >= from && end.time < to && (from === "00:00" || first.time <= end.time)).toBe(true);
              if (!weekends) expect(["Sat", "Sun"]).not.toContain(first.weekday);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("leaves out nothing that is free", () => {
    const range = span("2030-12-02T00:00Z", "2030-12-07T00:00Z");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 7200 }), fc.integer({ min: 1, max: 600 })), { maxLength: 20 }),
        fc.integer({ min: 0, max: 7199 }),
        (given, at) => {
          const busy = given.map(([from, length]) => ({
            from: range.from + from * MINUTE,
            to: range.from + (from + length) * MINUTE,
          }));
          const instant = range.from + at * MINUTE;
          const { weekday, time } = clock(instant, "Europe/Berlin");
          const works = !["Sat", "Sun"].includes(weekday) && time >= "09:00" && time < "17:00";
          const isFree = works && !busy.some(({ from, to }) => from <= instant && instant < to);
          const found = freeSlots(range, busy, HOURS, MINUTE).some(({ from, to }) => from <= instant && instant < to);
          expect(found).toBe(isFree);
        },
      ),
    );
  });
});
