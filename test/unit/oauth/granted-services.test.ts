import { describe, expect, it } from "vitest";
import { describeGrant, grantedServices } from "../../../src/oauth/granted-services.ts";
import { SCOPE_WORDS, SERVICE_SCOPES, scope } from "../../../src/scopes.ts";

const IDENTITY = ["openid", scope("userinfo.email")];

describe("the services of a grant", () => {
  it("are full, for reading alone, or partial, as the scopes are", () => {
    expect(grantedServices([...IDENTITY, scope("gmail.modify")])).toEqual([{ name: "gmail", access: "full" }]);
    expect(grantedServices([scope("drive.readonly")])).toEqual([{ name: "drive", access: "read-only" }]);
    expect(grantedServices([scope("drive.file"), ...SERVICE_SCOPES.calendar.full])).toEqual([
      { name: "drive", access: "partial" },
      { name: "calendar", access: "full" },
    ]);
  });

  it("are none where only the person's identity was granted", () => {
    expect(grantedServices(IDENTITY)).toEqual([]);
    expect(describeGrant(IDENTITY)).toEqual([]);
  });
});

describe("a grant in words", () => {
  it("says for each service what it allows, and nothing that was not granted", () => {
    expect(describeGrant([...IDENTITY, scope("gmail.readonly"), scope("drive.file")])).toEqual([
      "Gmail: read mail",
      "Drive: create Drive files, and change those made here",
    ]);
  });

  it("has words for every scope that a sign-in asks for", () => {
    for (const { full, readOnly } of Object.values(SERVICE_SCOPES))
      for (const name of [...full, ...readOnly]) expect([name, SCOPE_WORDS.has(name)]).toEqual([name, true]);
  });
});
