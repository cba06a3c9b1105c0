import { describe, expect, it } from "vitest";
import { continuedWith } from "../../../src/content/recurrence.ts";
import { dateStamp, shiftedRecurrence } from "../../../src/content/recurrence-shift.ts";

const BERLIN = "Europe/Berlin";

describe("shiftedRecurrence", () => {
  it.each([
    ["RRULE:FREQ=WEEKLY;BYDAY=MO,SU", "2030-12-03", "2030-12-05", "RRULE:FREQ=WEEKLY;BYDAY=WE,TU"],
    ["RRULE:FREQ=WEEKLY;BYDAY=MO", "2030-12-03", "2030-12-02", "RRULE:FREQ=WEEKLY;BYDAY=SU"],
    ["RRULE:FREQ=DAILY;UNTIL=20301231", "2030-12-03", "2030-12-05", "RRULE:FREQ=DAILY;UNTIL=20310102"],
    [
      "RRULE:FREQ=MONTHLY;BYMONTHDAY=3",
      "2030-12-03T10:00:00",
      "2030-12-03T12:00:00",
      "RRULE:FREQ=MONTHLY;BYMONTHDAY=3",
    ],
    ["EXDATE;VALUE=DATE:20301210,20301217", "2030-12-03", "2030-12-04", "EXDATE;VALUE=DATE:20301211,20301218"],
    [
      "EXDATE;TZID=Europe/Berlin:20310402T100000",
      "2030-12-03T10:00:00",
      "2030-12-03T11:30:00",
      "EXDATE;TZID=Europe/Berlin:20310402T113000",
    ],
  ])("moves %s from %s to %s", (line, from, to, moved) => {
    expect(shiftedRecurrence([line], { from, to }, BERLIN)).toEqual([moved]);
  });

  it("moves instants on the clock of the zone, over its change", () => {
    // Ten in Berlin is nine in winter and eight in summer; a day later it is still ten there.
    const shift = { from: "2031-03-28T10:00:00", to: "2031-03-29T10:00:00" };
    expect(shiftedRecurrence(["EXDATE:20310329T090000Z"], shift, BERLIN)).toEqual(["EXDATE:20310330T080000Z"]);
  });

  it.each(["RRULE:FREQ=MONTHLY;BYDAY=1TU", "RRULE:FREQ=MONTHLY;BYMONTHDAY=3", "RRULE:FREQ=YEARLY;BYMONTH=12"])(
    "does not move %s to another day",
    (line) => {
      expect(shiftedRecurrence([line], { from: "2030-12-03", to: "2030-12-04" }, BERLIN)).toBeUndefined();
    },
  );
});

it("continues a rule with the count that is left", () => {
  expect(continuedWith(["RRULE:FREQ=DAILY;COUNT=10", "EXDATE:20301210T090000Z"], 4)).toEqual([
    "RRULE:FREQ=DAILY;COUNT=4",
    "EXDATE:20301210T090000Z",
  ]);
});

it("writes an instant as rules do", () => {
  expect(dateStamp(Date.parse("2030-12-03T10:00:00+01:00"))).toBe("20301203T090000Z");
});
