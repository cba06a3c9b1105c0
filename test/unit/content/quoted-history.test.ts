import { describe, expect, it } from "vitest";
import { findQuotedHistory } from "../../../src/content/quoted-history.ts";

function own(text: string): string {
  return text.slice(0, findQuotedHistory(text));
}

describe("findQuotedHistory", () => {
  it.each([
    ["Gmail", "Yes.\n\nOn Tue, Nov 24, 2026 at 2:05 PM Ada <ada@example.com> wrote:\n\n> Shall we?\n> Ada"],
    ["Gmail, wrapped", "Yes.\n\nOn Tue, Nov 24, 2026 at 2:05 PM Ada Lovelace\n<ada@example.com> wrote:\n> Shall we?"],
    ["German", "Yes.\n\nAm Di., 24. Nov. 2026 um 14:05 Uhr schrieb Ada <ada@example.com>:\n> Shall we?"],
    ["French", "Yes.\n\nLe mar. 24 nov. 2026 à 14:05, Ada <ada@example.com> a écrit :\n> Shall we?"],
    ["Outlook's separator", "Yes.\n\n-----Original Message-----\nFrom: Ada\nShall we?"],
    ["Outlook's headers", "Yes.\n\n**From:** Ada\n**Sent:** Tuesday\n**To:** Grace\n**Subject:** x\n\nShall we?"],
    ["Outlook's rule", "Yes.\n\n________________________________\nFrom: Ada\nSent: Tuesday\nTo: Grace\n\nShall we?"],
    ["a quote at the end", "Yes.\n\n> Shall we?\n> Tomorrow?\n>\n> Ada\n"],
  ])("finds what %s repeats", (_, text) => {
    expect(own(text)).toBe("Yes.\n\n");
  });

  it.each([
    ["answers in between", "On Tue, Nov 24 Ada wrote:\n> One?\nYes.\n> Two?\nNo."],
    ["a person's sentence", "On Monday I told them what Ada wrote: nothing.\nBye"],
    ["a short quote", "Yes.\n> Shall we?"],
    ["a rule above a signature", "Yes.\n____________________\nAda"],
    ["headers in the text", "From: Berlin\nwith love"],
    ["nothing at all", ""],
  ])("leaves alone %s", (_, text) => {
    expect(findQuotedHistory(text)).toBeUndefined();
  });
});
