import * as z from "zod";
import { headerText, isEmailAddress, localDate } from "../input.ts";

/** An id that stands at the end of a resource name, with or without the name before it. */
function lastPart(what: string, collection: string) {
  return z
    .string()
    .max(100, `expected the id of a ${what}`)
    .regex(new RegExp(`^(?:${collection}/)?\\w{1,80}$`), `expected the id of a ${what}, as an earlier answer gave it`)
    .transform((value) => value.split("/").at(-1) ?? "");
}

/** A person's id; `people/c123` is taken too. */
export const personId = lastPart("person", "people");

export const groupId = lastPart("contact group", "contactGroups");

/**
 * Several people's ids, each once.
 * @param max most ids
 */
export function personIds(max: number) {
  return z
    .array(personId)
    .min(1, "expected at least one id")
    .max(max, `expected at most ${max} ids`)
    .transform((ids) => [...new Set(ids)]);
}

/** A value with what it is for: `work: ada@example.com`. */
export interface Labelled {
  /** `home`, `work`, `mobile` or any other word; empty when none was given. */
  label: string;
  value: string;
}

/** A label and what follows it; an address or number alone has no such beginning. */
const LABEL = /^(\p{L}[\p{L}\p{N} ._/-]{0,29}):\s*(.+)$/u;

/** A telephone number as people write it, with an extension in words: `+1 202-555-0143 ext. 5`. */
const PHONE = /^(?=.*\d)[\p{L}\d +()./#*,;-]{2,60}$/u;

function labelled(fits: (value: string) => boolean, expected: string) {
  return headerText(300).transform((text, context): Labelled => {
    const [, label = "", rest] = LABEL.exec(text.trim()) ?? [];
    const value = (rest ?? text).trim();
    if (fits(value)) return { label: label.trim(), value };
    context.addIssue({ code: "custom", message: `expected ${expected}` });
    return z.NEVER;
  });
}

const most = <T extends z.ZodType>(one: T) => z.array(one).max(20, "expected at most 20");

/** What a contact is made of; what is not named is left as it is, or empty. */
export const contactFields = {
  name: headerText(200).optional(),
  emails: most(labelled(isEmailAddress, "an address such as ada@example.com, or work: ada@example.com"))
    .optional()
    .describe("Plain or labelled, as work: ada@example.com."),
  phones: most(
    labelled((value) => PHONE.test(value), "a number such as +49 30 1234567, or work: +49 30 1234567"),
  ).optional(),
  company: headerText(200).optional(),
  job_title: headerText(200).optional(),
  address: z.string().max(500, "expected at most 500 characters").optional(),
  birthday: z
    .string()
    .refine(
      (value) => value === "" || localDate.safeParse(value).success || isYearless(value),
      "expected a day such as 1815-12-10, or --12-10 without a year",
    )
    .optional(),
  website: z
    .string()
    .max(2000, "expected at most 2000 characters")
    .refine((value) => value === "" || isWebAddress(value), "expected an address such as https://example.com")
    .optional(),
  note: z.string().max(8000, "expected at most 8000 characters").optional(),
};

const contactFieldsSchema = z.strictObject(contactFields);
export type ContactFields = z.output<typeof contactFieldsSchema>;

/** A day of every year, as RFC 6350 section 4.3.1 writes it: `--12-10`. */
function isYearless(value: string): boolean {
  // A leap year, so that 29 February counts.
  return value.startsWith("--") && localDate.safeParse(`2000-${value.slice(2)}`).success;
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
}
