import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerRecipients, answerReferences, answerSubject, forwardSubject } from "../../../src/content/answer.ts";

const OWN = ["ada@example.com", "engine@example.com"];
const headersOf = (fields: Record<string, string>) => Object.entries(fields).map(([name, value]) => ({ name, value }));
const answered = (fields: Record<string, string>, everyone = false) => {
  const { to, cc } = answerRecipients(headersOf(fields), OWN, everyone);
  return { to: to.map(({ address }) => address), cc: cc.map(({ address }) => address) };
};

describe("answerRecipients", () => {
  const group = {
    From: "Grace <grace@example.com>",
    To: "Ada <ADA@example.com>, alan@example.net",
    Cc: "engine@example.com, grace@example.com, jane@example.net",
  };

  it("answers the sender alone, or everyone but oneself, each once", () => {
    expect(answered(group)).toEqual({ to: ["grace@example.com"], cc: [] });
    expect(answered(group, true)).toEqual({ to: ["grace@example.com"], cc: ["alan@example.net", "jane@example.net"] });
  });

  it("honours Reply-To, also several, and passes over one that names oneself", () => {
    expect(answered({ ...group, "Reply-To": "list@example.org, Jane <jane@example.net>" }, true)).toEqual({
      to: ["list@example.org", "jane@example.net"],
      cc: ["alan@example.net", "grace@example.com"],
    });
    expect(answered({ ...group, "Reply-To": "engine@example.com" }).to).toEqual(["grace@example.com"]);
    expect(answered({ ...group, "Reply-To": "not an address" }).to).toEqual(["grace@example.com"]);
  });

  it("answers one's own mail to those whom it went to", () => {
    const own = { From: "Ada <ada@example.com>", To: "grace@example.com, ada@example.com", Cc: "alan@example.net" };
    expect(answered(own)).toEqual({ to: ["grace@example.com"], cc: [] });
    expect(answered(own, true)).toEqual({ to: ["grace@example.com"], cc: ["alan@example.net"] });
    expect(answered({ ...own, From: "engine@example.com", "Reply-To": "ada@example.com" }).to).toEqual([
      "grace@example.com",
    ]);
    expect(answered({ From: "ada@example.com", Cc: "alan@example.net" })).toEqual({ to: ["alan@example.net"], cc: [] });
  });

  it("answers a note to oneself to oneself, and nobody where nobody is named", () => {
    expect(answered({ From: "ada@example.com", To: "engine@example.com" }).to).toEqual(["engine@example.com"]);
    expect(answered({ From: "ada@example.com", Bcc: "grace@example.com" }).to).toEqual([]);
    expect(answered({ To: "ada@example.com" }).to).toEqual([]);
  });

  it("never answers to oneself what came from or went to somebody else, and nobody twice", () => {
    const address = fc.constantFrom(
      "ada@example.com",
      "ENGINE@example.com",
      "a@example.org",
      "B@example.org",
      "b@example.org",
    );
    const list = fc.array(address, { maxLength: 4 }).map((addresses) => addresses.join(", "));
    const message = fc.record({ From: address, To: list, Cc: list, "Reply-To": list });
    fc.assert(
      fc.property(message, fc.boolean(), (fields, everyone) => {
        const { to, cc } = answered(fields, everyone);
        const all = [...to, ...cc].map((one) => one.toLowerCase());
        expect(new Set(all).size).toBe(all.length);
        const others = `${fields.From}, ${fields.To}, ${fields.Cc}`.includes("example.org");
        if (others) expect(all.filter((one) => OWN.includes(one))).toEqual([]);
      }),
    );
  });
});

describe("subjects", () => {
  it.each([
    ["Hello", "Re: Hello", "Fwd: Hello"],
    ["RE: Hello", "RE: Hello", "Fwd: RE: Hello"],
    ["fw: Hello", "Re: fw: Hello", "fw: Hello"],
    ["Report", "Re: Report", "Fwd: Report"],
    ["", "Re:", "Fwd:"],
  ])("%j is answered as %j and forwarded as %j", (subject, answer, forward) => {
    expect(answerSubject(subject)).toBe(answer);
    expect(forwardSubject(subject)).toBe(forward);
  });
});

describe("answerReferences", () => {
  const references = (fields: Record<string, string>) => answerReferences(headersOf(fields));

  it("carries the conversation on", () => {
    expect(references({ "Message-Id": "<3@x>", References: "<1@x>\r\n <2@x>" })).toEqual({
      inReplyTo: "<3@x>",
      references: ["<1@x>", "<2@x>", "<3@x>"],
    });
    expect(references({ "Message-ID": "<2@x>", "In-Reply-To": "<1@x>" }).references).toEqual(["<1@x>", "<2@x>"]);
    expect(references({ "Message-ID": "<2@x>", "In-Reply-To": "<0@x> <1@x>" }).references).toEqual(["<2@x>"]);
    expect(references({ "Message-ID": "<1@x>" }).references).toEqual(["<1@x>"]);
  });

  it("is empty without a Message-ID, and takes nothing else into the header", () => {
    expect(references({ References: "<1@x>" })).toEqual({});
    expect(references({ "Message-ID": "<1@x>\r\nBcc: eve@example.net" }).references).toEqual(["<1@x>"]);
  });

  it("keeps the beginning and the end of a very long conversation", () => {
    const ids = Array.from({ length: 500 }, (_, index) => `<${index}@x>`);
    const { references: kept } = references({ "Message-ID": "<last@x>", References: ids.join(" ") });
    expect(kept).toHaveLength(41);
    expect([kept?.[0], kept?.at(-1)]).toEqual(["<0@x>", "<last@x>"]);
  });
});
