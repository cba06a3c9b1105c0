import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as input from "../../../src/tools/input.ts";

const accepts = (type: z.ZodType, value: unknown) => type.safeParse(value).success;

describe("addresses", () => {
  it.each(["ada@example.com", "a.b+c_d-e@sub.example.co.uk", "o'neil@example.com", "ада@пример.рф", "x@localhost"])(
    "takes %s",
    (address) => expect(input.isEmailAddress(address)).toBe(true),
  );

  it.each([
    "",
    "ada",
    "ada@",
    "@example.com",
    "a b@example.com",
    "a@b@example.com",
    "a@example..com",
    ".a@example.com",
    "a@-example.com",
    "a@example.com.",
    "a@example.com\nBcc: x@example.net",
    "a@exa\u202emple.com",
    "a\u200b@example.com",
    "a@[127.0.0.1]",
    '"a"@example.com',
    "a,b@example.com",
    "<a@example.com>",
    `${"a".repeat(250)}@example.com`,
  ])("refuses %j", (address) => expect(accepts(input.emailAddress, address)).toBe(false));

  it.each([
    ["Ada Lovelace <ada@example.com>", "Ada Lovelace", "ada@example.com"],
    ['"Lovelace, Ada" <ada@example.com>', "Lovelace, Ada", "ada@example.com"],
    ['"Ada \\"the first\\"" <ada@example.com>', 'Ada "the first"', "ada@example.com"],
    [" ada@example.com ", "", "ada@example.com"],
    ["<ada@example.com>", "", "ada@example.com"],
  ])("reads %s", (value, name, address) => expect(input.mailbox.parse(value)).toEqual({ name, address }));

  it("never takes a control character, whatever stands around it", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(text, fc.constantFrom("\r", "\n", "\0", "\u2028", "\u0085"), text, (before, control, after) => {
        expect(accepts(input.mailbox, `${before}${control}${after} <ada@example.com>`)).toBe(false);
        expect(accepts(input.headerText(100), `${before}${control}${after}`)).toBe(false);
        expect(accepts(input.emailAddress, `${before}${control}${after}@example.com`)).toBe(false);
      }),
    );
  });
});

describe("ids", () => {
  it.each([
    [input.fileId, "1A_b-C"],
    [input.calendarId, "primary"],
    [input.calendarId, "ada@example.com"],
    [input.calendarId, "c_1a2b@group.calendar.google.com"],
    [input.calendarId, "en.german#holiday@group.v.calendar.google.com"],
    [input.resourceId("label"), "Label_12"],
    [input.resourceId("draft"), "r-123"],
    [input.pageToken, "~!!~AI9/=+"],
  ])("are taken", (type, value) => expect(accepts(type, value)).toBe(true));

  it.each([
    [input.fileId, "../x"],
    [input.fileId, "a/b"],
    [input.fileId, ""],
    [input.fileId, "a".repeat(201)],
    [input.fileId, "https://drive.google.com/file/d/x"],
    [input.calendarId, ".."],
    [input.calendarId, "a/b"],
    [input.calendarId, "a?b"],
    [input.resourceId("message"), "."],
    [input.resourceId("message"), "a%2fb"],
    [input.pageToken, "a\nb"],
    [input.pageToken, ""],
  ])("are refused", (type, value) => expect(accepts(type, value)).toBe(false));
});

describe("times", () => {
  it.each([
    ["2026-11-24T14:00:00+01:00", "2026-11-24T14:00:00+01:00"],
    ["2026-11-24t14:00:00.5z", "2026-11-24T14:00:00.5Z"],
    ["2026-11-24T14:00+01:00", "2026-11-24T14:00:00+01:00"],
    ["2026-11-24T14:00Z", "2026-11-24T14:00:00Z"],
  ])("%s is the instant %s", (value, expected) => expect(input.rfc3339.parse(value)).toBe(expected));

  it.each(["2026-11-24T14:00:00", "2026-11-24", "2026-02-30T10:00:00Z", "2026-11-24T25:00:00Z", "tomorrow", ""])(
    "%j is no instant",
    (value) => expect(accepts(input.rfc3339, value)).toBe(false),
  );

  it("knows days and wall-clock times", () => {
    expect(accepts(input.localDate, "2028-02-29")).toBe(true);
    expect(accepts(input.localDate, "2027-02-29")).toBe(false);
    expect(accepts(input.localDate, "2026-1-1")).toBe(false);
    expect(input.localDateTime.parse("2026-11-24T14:00")).toBe("2026-11-24T14:00:00");
    expect(accepts(input.localDateTime, "2026-11-24T24:30")).toBe(false);
    expect(accepts(input.localDateTime, "2026-11-24T14:00Z")).toBe(false);
  });

  it("knows time zones", () => {
    expect(accepts(input.timeZone, "America/Argentina/Buenos_Aires")).toBe(true);
    expect(accepts(input.timeZone, "Etc/GMT+5")).toBe(true);
    expect(accepts(input.timeZone, "Mars/Base")).toBe(false);
    expect(accepts(input.timeZone, "+01:00")).toBe(false);
  });
});

describe("refusals", () => {
  it.each([
    [input.emailAddress, 5],
    [input.mailbox, "x"],
    [input.headerText(5), "123456"],
    [input.pageToken, " "],
    [input.pageSize(100, 25), 1.5],
    [input.offset, -1],
    [input.fileId, "/"],
    [input.calendarId, "/"],
    [input.rfc3339, "x"],
    [input.localDate, "x"],
    [input.timeZone, "x y"],
    [input.resourceId("message"), "/"],
  ])("say what is expected", (type, value) => {
    const parsed = z.object({ field: type }).safeParse({ field: value });
    expect(parsed.error?.issues[0]?.message).toMatch(/expected/);
  });

  it("have a default page size within its bound", () => {
    expect(input.pageSize(100, 25).parse(undefined)).toBe(25);
  });
});
