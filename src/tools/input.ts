import * as z from "zod";

/**
 * The input types that tools of every service share (SECURITY-SPEC 4.1). Each is bounded, and each refusal says what is
 * expected; the pipeline adds the field's name and what came.
 */

/** RFC 5321 section 4.5.3.1.3: a path is at most 256 octets with its angle brackets. */
const LONGEST_ADDRESS = 254;

/** Characters that neither a header nor a one-line field may hold: C0 and C1 controls, and line and paragraph separators. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** Characters that are not seen and could make one address or id look like another. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * `local@domain` as RFC 5322 section 3.4.1 writes a dot-atom address, with non-ASCII letters as RFC 6531 allows. Quoted
 * local parts and address literals are not taken: Gmail gives out neither.
 */
const ADDRESS =
  /^[^\s"(),:;<>@[\\\].]+(?:\.[^\s"(),:;<>@[\\\].]+)*@[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}.-]*[\p{L}\p{N}\p{M}])?$/u;

/** Whether this is one bare email address. */
export function isEmailAddress(value: string): boolean {
  return (
    value.length <= LONGEST_ADDRESS &&
    ADDRESS.test(value) &&
    !CONTROL.test(value) &&
    !INVISIBLE.test(value) &&
    !value.includes("..")
  );
}

/** A bare address such as `ada@example.com`. */
export const emailAddress = z
  .string()
  .max(LONGEST_ADDRESS, "expected an email address such as ada@example.com")
  .refine(isEmailAddress, "expected an email address such as ada@example.com");

/** One person's address, with the name that mail programs show when there is one. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Characters of a display name. */
const LONGEST_NAME = 200;

/** `Ada Lovelace <ada@example.com>`, `"Lovelace, Ada" <ada@example.com>` or a bare address; undefined for anything else. */
export function parseMailbox(value: string): Mailbox | undefined {
  const text = value.trim();
  const angle = text.endsWith(">") ? text.lastIndexOf("<") : -1;
  if (angle < 0) return isEmailAddress(text) ? { name: "", address: text } : undefined;
  const address = text.slice(angle + 1, -1).trim();
  const name = displayName(text.slice(0, angle).trim());
  if (name === undefined || !isEmailAddress(address)) return undefined;
  return { name, address };
}

/** The name without its quotes; undefined when it could be read as more than a name. */
function displayName(raw: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(raw)?.[1];
  const name = quoted === undefined ? raw : quoted.replace(/\\(.)/gs, "$1");
  const plain = quoted !== undefined || !/[<>"]/.test(raw);
  return plain && name.length <= LONGEST_NAME && !CONTROL.test(name) ? name : undefined;
}

/** An address with or without a display name, parsed. */
export const mailbox = z
  .string()
  .max(LONGEST_NAME + LONGEST_ADDRESS + 10, "expected one address such as Ada Lovelace <ada@example.com>")
  .transform((value, context): Mailbox => {
    const parsed = CONTROL.test(value) ? undefined : parseMailbox(value);
    if (parsed) return parsed;
    context.addIssue({ code: "custom", message: "expected one address such as Ada Lovelace <ada@example.com>" });
    return z.NEVER;
  });

/**
 * Text that becomes a header or another one-line field.
 * @param max most UTF-16 characters
 */
export function headerText(max: number) {
  return z
    .string()
    .max(max, `expected at most ${max} characters`)
    .refine((value) => !CONTROL.test(value), "expected one line without control characters");
}

/**
 * A search query or similar text, without control characters other than white space.
 * @param max most UTF-16 characters
 */
export function queryText(max: number) {
  return z
    .string()
    .max(max, `expected at most ${max} characters`)
    .refine((value) => !CONTROL.test(value.replace(/[\t\r\n]/g, " ")), "expected text without control characters");
}

/** What an earlier answer named as the token of its next page; opaque. */
export const pageToken = z
  .string()
  .regex(/^[\x21-\x7e]{1,2048}$/, "expected the page token of an earlier answer, as it was given");

/** How many entries a page holds. */
export function pageSize(max: number, byDefault: number) {
  return z
    .int(`expected a whole number from 1 to ${max}`)
    .min(1, `expected a whole number from 1 to ${max}`)
    .max(max, `expected a whole number from 1 to ${max}`)
    .default(byDefault);
}

/** UTF-16 characters of a longer text to skip, as an earlier answer named them. */
export const offset = z
  .int("expected a whole number from 0 up")
  .min(0, "expected a whole number from 0 up")
  .max(100_000_000, "expected the offset that an earlier answer named")
  .default(0);

/** A Gmail message, thread, draft or label id, or another id that goes into a path. */
export function resourceId(what: string, max = 256) {
  return z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_.-]{1,${max}}$`), `expected the id of a ${what}, as an earlier answer gave it`)
    .refine((value) => !/^\.+$/.test(value), `expected the id of a ${what}, as an earlier answer gave it`);
}

/** A Drive file, folder or Docs, Sheets and Slides document id. */
export const fileId = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{1,200}$/,
    "expected a Drive file id: letters, digits, - and _ (the part after /d/ of its link)",
  );

/** Where a file is saved on this computer. */
export const localFolder = z
  .string()
  .min(1, "expected a folder")
  .max(4096, "expected a folder")
  .optional()
  .describe("An allowed folder; default: the exchange folder.");

/** A calendar id: `primary`, a person's address, or a longer one ending in `calendar.google.com`. */
export const calendarId = z
  .string()
  .max(LONGEST_ADDRESS, "expected a calendar id such as primary or ada@example.com")
  .refine(
    (value) => /^[\w.-]{1,254}$/.test(value) || isEmailAddress(value.replace("#", "")),
    "expected a calendar id such as primary or ada@example.com",
  )
  .refine((value) => !/^\.+$/.test(value), "expected a calendar id such as primary or ada@example.com");

/** RFC 3339 section 5.6, with seconds optional as people leave them out. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** An instant: RFC 3339 with an offset, seconds added where they were left out. */
export const rfc3339 = z
  .string()
  .max(40, "expected a time with its offset such as 2026-11-24T14:00:00+01:00")
  .refine(
    (value) => RFC3339.test(value) && isCalendarDate(value.slice(0, 10)) && !Number.isNaN(Date.parse(value)),
    "expected a time with its offset such as 2026-11-24T14:00:00+01:00",
  )
  .transform((value) => value.toUpperCase().replace(/^(.{16})(?=[Z+-])/, "$1:00"));

/** A day without a time: `2026-11-24`. */
export const localDate = z.string().refine((value) => isCalendarDate(value), "expected a day such as 2026-11-24");

/** A wall-clock time without an offset: `2026-11-24T14:00` or with seconds; the zone is named beside it. */
export const localDateTime = z
  .string()
  .max(30, "expected a local time such as 2026-11-24T14:00")
  .refine(
    (value) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(value) && isWallClock(value),
    "expected a local time such as 2026-11-24T14:00",
  )
  .transform((value) => (value.length === 16 ? `${value}:00` : value));

/** An IANA time zone such as `Europe/Berlin`. */
export const timeZone = z
  .string()
  .max(64, "expected an IANA time zone such as Europe/Berlin")
  .refine(isTimeZone, "expected an IANA time zone such as Europe/Berlin");

function isCalendarDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isWallClock(value: string): boolean {
  return isCalendarDate(value.slice(0, 10)) && !Number.isNaN(Date.parse(`${value}Z`));
}

function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(value)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
