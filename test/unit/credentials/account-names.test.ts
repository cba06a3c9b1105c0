import { describe, expect, it } from "vitest";
import { accountNamed, nameOf, renamed } from "../../../src/credentials/account-names.ts";
import { record } from "../pipeline/harness.ts";

const ada = { ...record("ada@example.com"), alias: "work", isDefault: true };
const grace = record("grace@example.com");

describe("the names of accounts", () => {
  it("are found by alias or address, whatever their case", () => {
    expect(accountNamed([ada, grace], "WORK")).toBe(ada);
    expect(accountNamed([ada, grace], "Grace@Example.com")).toBe(grace);
    expect(accountNamed([ada, grace], "home")).toBeUndefined();
    expect([nameOf(ada), nameOf(grace)]).toEqual(["work", "grace@example.com"]);
  });

  it("are given and taken away, and one account at the most is the default", () => {
    const [first, second] = renamed([ada, grace], grace.sub, { alias: "home", isDefault: true });
    expect(first).toEqual({ ...record("ada@example.com"), alias: "work" });
    expect(second).toEqual({ ...grace, alias: "home", isDefault: true });
    const [bare] = renamed([ada, grace], ada.sub, { alias: null, isDefault: false });
    expect(bare).toEqual(record("ada@example.com"));
    expect(renamed([ada, grace], ada.sub, {})).toEqual([ada, grace]);
  });

  it.each([
    ["ada@example.com", /expected a short name/],
    ["", /expected a short name/],
    ["x".repeat(31), /expected a short name/],
    ["Work", /Work is ada@example.com/],
  ])("refuses %j", (alias, says) => {
    expect(() => renamed([ada, grace], grace.sub, { alias })).toThrow(says);
  });
});
