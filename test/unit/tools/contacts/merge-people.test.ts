import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FoundPerson, mergePeople } from "../../../../src/tools/contacts/merge-people.ts";

const person = (values: Partial<FoundPerson>): FoundPerson => ({
  id: "",
  name: "",
  emails: [],
  phones: [],
  company: "",
  from: ["contacts"],
  ...values,
});

const anyone = fc
  .record({
    id: fc.constantFrom("", "c1", "c2", "201"),
    name: fc.constantFrom("", "Ada Example", "Grace Example"),
    emails: fc.uniqueArray(fc.constantFrom("ada@example.com", "ADA@example.com", "grace@example.com"), {
      maxLength: 2,
    }),
    phones: fc.uniqueArray(fc.constantFrom("+1 202", "+1202", "30"), { maxLength: 2 }),
    from: fc.constantFrom("contacts", "written to", "directory").map((place) => [place]),
  })
  .map(person);

describe("people found in several places", () => {
  it("are one when they share an address, whatever its case", () => {
    expect(
      mergePeople([
        person({ id: "c1", name: "Ada", emails: ["ada@example.com"], phones: ["+1 202"] }),
        person({
          id: "201",
          name: "Ada Example",
          emails: ["ADA@example.com"],
          phones: ["+1202", "30"],
          company: "X",
          from: ["directory"],
        }),
      ]),
    ).toEqual([
      person({
        id: "c1",
        name: "Ada",
        emails: ["ada@example.com"],
        phones: ["+1 202", "30"],
        company: "X",
        from: ["contacts", "directory"],
      }),
    ]);
  });

  it("stay two when both are in one place", () => {
    const two = ["c1", "c2"].map((id) => person({ id, emails: ["ada@example.com"] }));
    expect(mergePeople(two)).toEqual(two);
  });

  it("lose no address and no place, and are never more than were found", () => {
    fc.assert(
      fc.property(fc.array(anyone, { maxLength: 8 }), (found) => {
        const merged = mergePeople(found);
        const emails = (people: FoundPerson[]) =>
          new Set(people.flatMap((one) => one.emails.map((email) => email.toLowerCase())));
        const places = (people: FoundPerson[]) => new Set(people.flatMap(({ from }) => from));
        expect(merged.length).toBeLessThanOrEqual(found.length);
        expect(emails(merged)).toEqual(emails(found));
        expect(places(merged)).toEqual(places(found));
        expect(mergePeople(merged)).toEqual(merged);
      }),
    );
  });
});
